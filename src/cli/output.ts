import { AtmqttError, mayHeal, reasonOf } from '#errors/atmqtt-error';
import { isDefectError } from '#errors/defect-error';
import { systemCode } from '#errors/system-error';
import { type Message, message } from '#messages/message';
import { notedText } from './language.ts';

/** Exit code for what the user can mend: options, ports, files. */
export const EXIT_USAGE = 2;
/** Exit code for what may heal by itself, so that a service tries again: `EX_TEMPFAIL` of sysexits(3). */
const EXIT_MAY_HEAL = 75;
/** Exit code for a defect of this program. */
const EXIT_DEFECT = 1;

/** Prints a line of a command's answer. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Prints such a line where standard output has something else to carry. */
export function printAside(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Tells a person something besides, on standard error. */
export function notice(said: Message): void {
  process.stderr.write(`atmqtt: ${notedText(said)}\n`);
}

/** Tells the user of an error. @returns the exit code */
export function reportFailure(error: unknown): number {
  if (error instanceof AtmqttError && !isDefectError(error)) {
    notice(reasonOf(error));
    return mayHeal(error) ? EXIT_MAY_HEAL : EXIT_USAGE;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  notice(message('cli.defect', { detail }));
  return EXIT_DEFECT;
}

/** Tells the user that standard output takes nothing more. @returns the exit code; undefined where its reader has gone */
export function reportUnwritten(error: Error): number | undefined {
  if (systemCode(error) === 'EPIPE') return undefined;
  notice(message('cli.outputUnwritable', { why: error.message }));
  return EXIT_USAGE;
}

/** Tells why a run failed, and the last lines of its traffic below it. */
export function tellFailure(reason: Message, lastLines: readonly string[]): void {
  notice(reason);
  for (const line of lastLines) printAside(`  ${notedText(message('expect.trafficLine', { line }))}`);
}
