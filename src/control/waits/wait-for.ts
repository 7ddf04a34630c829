import type { Timers } from '#time/timers';
import type { EventLog, LoggedEvent } from '../events/event-log.ts';
import type { ControlEvent } from '../events/events.ts';

/** So many events of those that came meanwhile are told when it was for nothing. */
const MAX_SEEN = 20;

/** How long, and from where on. */
export interface WaitTimes {
  readonly timeoutMs: number;
  /** Events behind this one count too. */
  readonly since?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What came of a wait. */
export interface Waited {
  /** Undefined: it did not come in time. */
  readonly event?: LoggedEvent | undefined;
  /** The last events that came meanwhile, where none was the one. */
  readonly seen: readonly LoggedEvent[];
  /** How many came meanwhile. */
  readonly count: number;
  /** How many events behind `since` are kept no more. */
  readonly missed: number;
  /** Of the event, or of the last one: the next wait may go on behind it. */
  readonly lastId: number;
}

/** Waits for the first event that fits. */
export function waitFor(
  log: EventLog,
  timers: Timers,
  fits: (event: ControlEvent) => boolean,
  { timeoutMs, since, signal }: WaitTimes,
): Promise<Waited> {
  const { events, dropped: missed } = since === undefined ? { events: [], dropped: 0 } : log.after(since);
  const seen: LoggedEvent[] = [];
  let count = 0;
  const met = (event: LoggedEvent): Waited => ({ event, seen: [], count, missed, lastId: event.id });
  /** @returns whether it is the one */
  const take = (event: LoggedEvent): boolean => {
    if (fits(event.event)) return true;
    count++;
    seen.push(event);
    if (seen.length > MAX_SEEN) seen.shift();
    return false;
  };
  for (const event of events) if (take(event)) return Promise.resolve(met(event));
  return new Promise((resolve) => {
    const end = (waited: Waited): void => {
      unlisten();
      cancel();
      signal?.removeEventListener('abort', giveUp);
      resolve(waited);
    };
    const giveUp = (): void => end({ seen, count, missed, lastId: log.lastId });
    const unlisten = log.listen((event) => {
      if (take(event)) end(met(event));
    });
    const cancel = timers.after(timeoutMs, giveUp);
    signal?.addEventListener('abort', giveUp, { once: true });
    if (signal?.aborted === true) giveUp();
  });
}
