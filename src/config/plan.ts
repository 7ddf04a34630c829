import type { Plan } from '#app/plan';
import { DEFAULT_PORTS, type PlanOptions } from './plan-options.ts';
import type { Configuration } from './resolve.ts';

/** The values of a configuration, ready to be assembled. */
export function planOf(
  { broker, brokerFaults, modules, allowedOrigins }: Configuration,
  { tryTls }: PlanOptions,
): Plan {
  return {
    modules: modules.map(({ name, ports, flash, settings, faults }) => ({
      name,
      settings,
      ports: ports.value,
      portsAreDefault: ports.value === DEFAULT_PORTS,
      flash: flash.value,
      faults: faults.map(({ value }) => value),
    })),
    broker: Object.fromEntries(Object.entries(broker).map(([kind, { value }]) => [kind, value])),
    brokerFaults: brokerFaults.map(({ value }) => value),
    allowedOrigins: allowedOrigins.value,
    tryTls: tryTls === true,
  };
}
