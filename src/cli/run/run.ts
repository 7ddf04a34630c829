import { Lifecycle } from '#app/lifecycle';
import { CompatReport } from '#expect/compat-report';
import { reportNoStart } from '../no-start.ts';
import { notice } from '../output.ts';
import type { RunOptions } from './options.ts';
import { start } from './start.ts';

/** Exit code of a run that failed by its findings alone. */
const EXIT_STRICT = 1;

/**
 * Runs modules until somebody asks for the end: a signal, or the host on standard input that has gone.
 * @returns the exit code
 * @throws UsageError, PortError, BrokerError, FlashError, SettingsError when nothing is open any more
 */
export async function run(options: RunOptions): Promise<number> {
  const life = new Lifecycle();
  const compat = new CompatReport(options);
  try {
    try {
      await start(options, life, compat);
    } catch (error) {
      // The end has called off what was still waited for.
      if (!life.stopping) {
        await reportNoStart(options, error);
        throw error;
      }
    }
    return failStrictly(await life.stopped, compat);
  } finally {
    await life.close();
  }
}

/** A run that came out well fails when it relied on what --strict names. */
function failStrictly(code: number, { failure }: CompatReport): number {
  if (code !== 0 || failure === undefined) return code;
  notice(failure);
  return EXIT_STRICT;
}
