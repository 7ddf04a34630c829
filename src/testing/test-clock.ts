import { UsageError } from '#errors/usage-error';
import { message } from '#messages/message';
import { parseDuration } from '#time/duration';
import type { Activity } from './activity.ts';
import type { ManualClock } from './manual-clock.ts';

/** The clock of a test module, which stands still until the test moves it. */
export interface TestClock {
  /** Milliseconds that have gone by. */
  now(): number;
  /** Milliseconds since 1970 UTC. */
  wall(): number;
  /** Milliseconds until something is due; undefined when nothing waits. */
  untilNext(): number | undefined;
  /**
   * Lets time go by: what falls due on the way happens in its order, and all that follows from each before the next. What
   * goes over sockets of the operating system – TLS, WebSocket, a port – is not waited for.
   * @param time milliseconds, or such as `200ms`, `10s`, `2m`
   * @returns resolves when all of it has happened
   * @throws UsageError for what is no time
   */
  advance(time: number | string): Promise<void>;
}

/** The clock of a test, that lets everything happen which follows. */
export function testClock(clock: ManualClock, activity: Activity): TestClock {
  return {
    now: () => clock.now(),
    wall: () => clock.wall(),
    untilNext: () => clock.untilNext(),
    async advance(time) {
      const ms = typeof time === 'number' ? time : parseDuration(time);
      if (ms === undefined || !(ms >= 0))
        throw new UsageError(message('testing.noTime', { time: String(time) }));
      const end = clock.now() + ms;
      await activity.quiet();
      for (let next = clock.untilNext(); next !== undefined && clock.now() + next <= end; ) {
        clock.advance(next);
        await activity.quiet();
        next = clock.untilNext();
      }
      // What followed may have moved it, too.
      clock.advance(Math.max(0, end - clock.now()));
    },
  };
}
