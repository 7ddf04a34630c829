import { AtmqttError, mayHeal, reasonOf } from '#errors/atmqtt-error';
import { message } from '#messages/message';
import { notice } from './output.ts';

/** Exit code for what the user can mend: options, ports, files. */
export const EXIT_USAGE = 2;
/** Exit code for what may heal by itself, so that a service tries again: `EX_TEMPFAIL` of sysexits(3). */
const EXIT_MAY_HEAL = 75;
/** Exit code for a defect of this program. */
const EXIT_DEFECT = 1;

/** Errors that do not have the base class yet. */
const PLAIN_ERRORS = new Set(['FlashError', 'ScenarioError']);

/** Tells the user of an error. @returns the exit code */
export function reportFailure(error: unknown): number {
  if (error instanceof AtmqttError || (error instanceof Error && PLAIN_ERRORS.has(error.name))) {
    notice(reasonOf(error));
    return mayHeal(error) ? EXIT_MAY_HEAL : EXIT_USAGE;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  notice(message('cli.defect', { detail }));
  return EXIT_DEFECT;
}
