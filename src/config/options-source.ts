import type { ListenerKind } from '#broker/index';
import { valuesFromPairs } from '#module/settings/pairs';
import { parseOrigin } from '#net/web-origin';
import { BROKER_KINDS, BROKER_OPTIONS, parseBrokerAddress } from './broker-address.ts';
import type { ConfigSource } from './config-source.ts';
import { parseControlAddress } from './control-address.ts';
import { parseMetricsAddress } from './metrics-address.ts';
import type { PlanOptions } from './plan-options.ts';
import { parseWebAddress } from './web-address.ts';

const ALLOW_ORIGIN = '--allow-origin';

/** The options that are for a single module. */
export const SINGLE_MODULE_OPTIONS = { ports: '--port', flash: '--flash' };

/** What the options say of faults, which are loaded only where there are some. @throws FaultError */
export async function optionFaults({
  fault = [],
  brokerFault = [],
}: PlanOptions): Promise<Required<Pick<ConfigSource, 'faults' | 'brokerFaults'>>> {
  if (fault.length + brokerFault.length === 0) return { faults: [], brokerFaults: [] };
  const { checkArea, parseFault } = await import('#faults/parse');
  const read = (texts: readonly string[], from: string) =>
    texts.map((text) => ({ value: parseFault(text), from }));
  const brokerFaults = read(brokerFault, 'option --broker-fault');
  for (const { value } of brokerFaults) checkArea(value.name, ['broker']);
  return { faults: read(fault, 'option --fault'), brokerFaults };
}

/** What the options say. @throws UsageError, SettingsError */
export function optionsSource(options: PlanOptions): ConfigSource {
  const { port, flash, logLevel, metrics, control, web, set, allowOrigin = [] } = options;
  const asked: Readonly<Record<ListenerKind, string | true | undefined>> = {
    tcp: options.broker,
    tls: options.brokerTls,
    ws: options.brokerWs,
    wss: options.brokerWss,
  };
  const broker = BROKER_KINDS.flatMap((kind) => {
    const text = asked[kind];
    if (text === undefined) return [];
    const from = `option ${BROKER_OPTIONS[kind]}`;
    return [[kind, { value: parseBrokerAddress(kind, text), from }] as const];
  });
  return {
    ...(port.length === 0 ? {} : { ports: { value: port, from: `option ${SINGLE_MODULE_OPTIONS.ports}` } }),
    ...(flash === undefined
      ? {}
      : { flash: { value: flash, from: `option ${SINGLE_MODULE_OPTIONS.flash}` } }),
    ...(logLevel === undefined ? {} : { logLevel: { value: logLevel, from: 'option --log-level' } }),
    ...(metrics === undefined
      ? {}
      : { metrics: { value: parseMetricsAddress(metrics), from: 'option --metrics' } }),
    ...(control === undefined
      ? {}
      : { control: { value: parseControlAddress(control), from: 'option --control' } }),
    ...(web === undefined ? {} : { web: { value: parseWebAddress(web), from: 'option --web' } }),
    ...(allowOrigin.length === 0
      ? {}
      : {
          allowedOrigins: {
            value: allowOrigin.map((origin) => parseOrigin(origin, ALLOW_ORIGIN)),
            from: `option ${ALLOW_ORIGIN}`,
          },
        }),
    broker: Object.fromEntries(broker),
    settings: new Map(valuesFromPairs(set).map(([name, value]) => [name, { value, from: 'option --set' }])),
  };
}
