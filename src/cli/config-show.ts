import { configWarnings } from '#config/config-warnings';
import type { Environment } from '#config/environment';
import type { PlanOptions } from '#config/plan-options';
import { resolveConfiguration } from '#config/resolve';
import { valuesInEffect } from '#config/values-in-effect';
import { type Message, message } from '#messages/message';
import { printedText } from './language.ts';
import { displayWidth, padded } from './wrapped.ts';

/**
 * Prints every value in effect and where it came from.
 * @param warn takes what a run would warn of
 * @throws UsageError, SettingsError as a run with these options would
 */
export async function showConfig(
  options: PlanOptions & { readonly json?: true },
  environment: Environment,
  print: (line: string) => void,
  warn: (warning: Message) => void,
): Promise<void> {
  const configuration = await resolveConfiguration(options, environment);
  for (const warning of configWarnings(configuration)) warn(warning);
  const values = valuesInEffect(configuration);
  if (options.json === true) return print(JSON.stringify(values, undefined, 2));
  const rows = values.map(({ module = '-', name, value, from }) => [
    module,
    name,
    inWords(value),
    placeOf(from),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => displayWidth(row[column] ?? ''))));
  for (const row of rows) print(row.map((cell, column) => padded(cell, widths[column] ?? 0)).join('  '));
}

/** Where a value came from, for a person. */
function placeOf(from: string): string {
  if (from === 'default') return printedText(message('config.fromDefault'));
  const [, kind, name = ''] = /^(option|environment) (.*)$/.exec(from) ?? [];
  if (kind === 'option') return printedText(message('config.fromOption', { option: name }));
  return kind === undefined ? from : printedText(message('config.fromEnvironment', { variable: name }));
}

function inWords(value: unknown): string {
  if (value === null) return printedText(message('config.noValue'));
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(' ') || '[]';
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
}
