import type { Plan } from '#app/plan';
import { UsageError } from '#errors/usage-error';
import { message } from '#messages/message';

const DEFAULT_SECONDS = 30;
/** The longest time a timer of Node takes. */
const MAX_SECONDS = 2_147_483;

/**
 * How long a run waits for what it cannot have yet; milliseconds, Infinity for `forever`.
 * @param typed the value of `--wait`; unless given, a run that is judged does not wait
 * @throws UsageError
 */
export function waitMs(typed: string | undefined, judged: boolean, plan: Plan): number {
  if (typed === undefined) {
    const hasProgram = plan.modules.some(({ ports }) => ports.some((port) => port.startsWith('exec:')));
    return judged || hasProgram ? 0 : DEFAULT_SECONDS * 1000;
  }
  if (typed === 'forever') return Number.POSITIVE_INFINITY;
  const seconds = /^\d+(\.\d+)?$/.test(typed) ? Number(typed) : Number.NaN;
  if (!(seconds <= MAX_SECONDS)) throw new UsageError(message('config.badWait', { typed, max: MAX_SECONDS }));
  return Math.round(seconds * 1000);
}
