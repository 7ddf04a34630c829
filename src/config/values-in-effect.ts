import { listSettings } from '#module/settings/list';
import { settingAt } from '#module/settings/schema';
import { formatHostPort, LOOPBACK } from '#net/host-port';
import type { Sourced, SourcedSettings } from './config-source.ts';
import { formatControlAddress } from './control-address.ts';
import { isPassword } from './passwords.ts';
import type { Configuration, ModuleConfiguration } from './resolve.ts';

/** One value in effect. */
export interface ValueInEffect {
  /** Undefined: it is of the program, not of a module. */
  readonly module?: string;
  /** As in a settings file: `logLevel`, `settings.wifi.ssid`. */
  readonly name: string;
  /** Passwords are masked. */
  readonly value: unknown;
  readonly from: string;
}

const MASK = '***';

/** All values of a configuration, in the order of a settings file. */
export function valuesInEffect({
  logLevel,
  metrics,
  control,
  web,
  allowedOrigins,
  broker,
  brokerFaults,
  modules,
}: Configuration): ValueInEffect[] {
  return [
    ...Object.entries(broker).map(
      ([
        kind,
        {
          value: { host = LOOPBACK, port },
          from,
        },
      ]) => ({
        name: `broker.${kind}`,
        value: formatHostPort({ host, port }),
        from,
      }),
    ),
    ...faultValues('broker.faults', brokerFaults),
    { name: 'allowedOrigins', ...allowedOrigins },
    {
      name: 'metrics',
      value: metrics.value === undefined ? null : formatHostPort(metrics.value),
      from: metrics.from,
    },
    {
      name: 'control',
      value: control.value === undefined ? null : formatControlAddress(control.value),
      from: control.from,
    },
    { name: 'web', value: web.value === undefined ? null : formatHostPort(web.value), from: web.from },
    { name: 'logLevel', ...logLevel },
    ...modules.flatMap(moduleValues),
  ];
}

function moduleValues({
  name: module,
  ports,
  flash,
  settings,
  sources,
  faults,
}: ModuleConfiguration): ValueInEffect[] {
  return [
    { module, name: 'ports', ...ports },
    { module, name: 'flash', value: flash.value ?? null, from: flash.from },
    ...faultValues('faults', faults).map((value) => ({ module, ...value })),
    ...listSettings().map(({ name, fallback }) => {
      const value = settingAt(settings, name);
      const from =
        sources.get(name)?.from ?? (value === fallback ? undefined : setBehind(name, sources)?.from);
      return { module, name: `settings.${name}`, value: masked(name, value), from: from ?? 'default' };
    }),
  ];
}

/** Where a named set came from that gives a setting its value, as `latency` gives `latency.join`. */
function setBehind(name: string, sources: SourcedSettings): Sourced<unknown> | undefined {
  const dot = name.lastIndexOf('.');
  return dot === -1 ? undefined : sources.get(name.slice(0, dot));
}

/** Faults that are on from the start; nothing where there are none. */
function faultValues(name: string, faults: Configuration['brokerFaults']): ValueInEffect[] {
  return faults.map(({ value: { name: fault, parameters, schedule }, from }) => ({
    name,
    value: { fault, ...parameters, ...schedule },
    from,
  }));
}

/** Every password of a value. */
function masked(name: string, value: unknown): unknown {
  if (isPassword(name, value)) return MASK;
  if (Array.isArray(value)) return value.map((item) => masked('', item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([inner, item]) => [inner, masked(inner, item)]));
}
