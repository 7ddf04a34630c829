import { listSettings } from '#module/settings/settings';
import { formatHostPort, LOOPBACK } from '#net/host-port';
import type { Environment } from './environment.ts';
import type { PlanOptions } from './plan-options.ts';
import { type Configuration, type ModuleConfiguration, resolveConfiguration } from './resolve.ts';
import { valueAt } from './value-at.ts';

/** One value in effect. */
export interface ShownValue {
  /** Undefined: it is of the program, not of a module. */
  readonly module?: string;
  /** As in a settings file: `logLevel`, `settings.wifi.ssid`. */
  readonly name: string;
  /** Passwords are masked. */
  readonly value: unknown;
  readonly from: string;
}

const MASK = '***';

/**
 * Prints every value in effect and where it came from.
 * @param warn takes what a run would warn of, a sentence each
 * @throws UsageError, SettingsError as a run with these options would
 */
export async function showConfig(
  options: PlanOptions & { readonly json?: true },
  environment: Environment,
  print: (line: string) => void,
  warn: (sentence: string) => void,
): Promise<void> {
  const configuration = await resolveConfiguration(options, environment);
  for (const warning of configuration.warnings) warn(warning);
  const values = shownValues(configuration);
  if (options.json === true) return print(JSON.stringify(values, undefined, 2));
  const rows = values.map(({ module = '-', name, value, from }) => [module, name, inWords(value), from]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) print(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
}

/** All values of a configuration, in the order of a settings file. */
function shownValues({ logLevel, broker, modules }: Configuration): ShownValue[] {
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
    { name: 'logLevel', ...logLevel },
    ...modules.flatMap(moduleValues),
  ];
}

function moduleValues({ name: module, ports, flash, settings, sources }: ModuleConfiguration): ShownValue[] {
  return [
    { module, name: 'ports', ...ports },
    { module, name: 'flash', value: flash.value ?? null, from: flash.from },
    ...listSettings().map(({ name }) => ({
      module,
      name: `settings.${name}`,
      value: masked(name, valueAt(settings, name.split('.'))),
      from: sources.get(name)?.from ?? 'default',
    })),
  ];
}

/** Whatever is called a password, at any depth, and is not empty. */
function masked(name: string, value: unknown): unknown {
  const key = name.slice(name.lastIndexOf('.') + 1);
  if (typeof value === 'string') return /password/i.test(key) && value !== '' ? MASK : value;
  if (Array.isArray(value)) return value.map((item) => masked('', item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([inner, item]) => [inner, masked(inner, item)]));
}

function inWords(value: unknown): string {
  if (value === null) return '(none)';
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(' ') || '[]';
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
}
