import { reasonOf } from '#errors/atmqtt-error';
import type { MonitorOptions } from '#expect/monitor-options';
import type { Message } from '#messages/message';
import { systemClock } from '#time/clock';
import { commandLineReason } from './program/command-line-reason.ts';

const JUNIT = '--junit';

/** Writes the report of a run that did not start, where one was asked for. */
export async function reportNoStart(options: MonitorOptions, error: unknown): Promise<void> {
  await report(options, reasonOf(error));
}

/**
 * Writes it for a run whose options could not be read.
 * @param argv as it was typed
 * @param why what is wrong with it
 */
export async function reportUnreadOptions(argv: readonly string[], why: string): Promise<void> {
  const junit = lastValueOf(JUNIT, argv);
  if (junit === undefined || junit === '') return;
  await report({ junit }, commandLineReason(why));
}

async function report(options: MonitorOptions, reason: Message): Promise<void> {
  if (options.junit === undefined) return;
  const junit = await import('#expect/junit');
  await junit.reportNoStart(options, reason, systemClock.wall());
}

/** The last value of an option, behind it or behind an equals sign. */
function lastValueOf(option: string, argv: readonly string[]): string | undefined {
  const at = argv.findLastIndex((each) => each === option || each.startsWith(`${option}=`));
  if (at === -1) return undefined;
  const [found, next] = argv.slice(at, at + 2);
  if (found !== option) return found?.slice(option.length + 1);
  // Where the file was left out, what follows is another option.
  return next?.startsWith('--') === true ? undefined : next;
}
