import { LazyMap, LazySet } from '#collections/lazy-map';
import type { Log } from '#messages/log';
import { message } from '#messages/message';
import type { Cancel, Timers } from '#time/timers';
import type { Terminator } from '../terminator.ts';
import type { SessionHost } from './host.ts';

/** So long nothing has come behind a line end that is none. */
const SILENCE_MS = 2000;
const ALONE: Readonly<Record<number, Terminator>> = { 13: 'cr', 10: 'lf' };

/**
 * Watches for hosts that wait for an answer to a line which has no end here: they send CR or LF alone, and a genuine
 * module is silent then [B-LINE-10].
 */
export class LineWatch {
  readonly #timers: Timers;
  readonly #log: Log;
  readonly #waiting = new LazyMap<SessionHost, Cancel>();
  readonly #told = new LazySet<SessionHost>();

  constructor(timers: Timers, log: Log) {
    this.#timers = timers;
    this.#log = log;
  }

  /** A part of a line has come. @param fresh what of it is new */
  partial(host: SessionHost, fresh: Buffer): void {
    const terminator = ALONE[fresh[fresh.length - 1] ?? 0];
    if (terminator === undefined || this.#told.has(host)) return;
    this.spoke(host);
    const cancel = this.#timers.after(SILENCE_MS, () => {
      this.#waiting.delete(host);
      this.#told.add(host);
      const seconds = SILENCE_MS / 1000;
      this.#log('warn', 'at', message('at.endedAlone', { host: host.name, terminator, seconds }));
    });
    this.#waiting.set(host, cancel);
  }

  /** The host has gone. */
  gone(host: SessionHost): void {
    this.spoke(host);
    this.#told.delete(host);
  }

  /** More has come. */
  spoke(host: SessionHost): void {
    if (this.#waiting.size === 0) return;
    this.#waiting.get(host)?.();
    this.#waiting.delete(host);
  }

  /** Forgets the lines that have begun, as a restart does. */
  reset(): void {
    for (const cancel of this.#waiting.values()) cancel();
    this.#waiting.clear();
  }
}
