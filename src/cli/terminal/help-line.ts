import type { CommandSet } from '#at/command';
import { explain } from '#commands/explain';
import { isUsageError } from '#errors/usage-error';
import { message } from '#messages/message';
import { printedLanguage, printedText } from '../language.ts';

/**
 * Does what a line says that begins with `help`: `help AT+MQTTPUB` and `help 6006` explain as `atmqtt explain` does.
 * @returns what to show; undefined for a line of another kind, which is for the module
 */
export function helpLine<C>(line: string, rows: CommandSet<C>): string | undefined {
  const [, what] = /^help(?:\s+(\S.*?))?\s*$/i.exec(line.trim()) ?? [undefined, null];
  if (what === null) return undefined;
  if (what === undefined) return printedText(message('cli.help', { commands: rows.map(({ name }) => name) }));
  try {
    return explain(what, rows, printedLanguage());
  } catch (error) {
    if (!isUsageError(error)) throw error;
    return printedText(error.reason);
  }
}
