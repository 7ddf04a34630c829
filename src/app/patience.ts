import { mayHeal, reasonOf } from '#errors/atmqtt-error';
import { systemCode } from '#errors/system-error';
import type { Log } from '#messages/log';
import { type Message, message } from '#messages/message';
import { Backoff, type BackoffRange } from '#time/backoff';
import type { Timers } from '#time/timers';
import type { Wanted } from './running.ts';

const RETRY: BackoffRange = { minMs: 100, maxMs: 2000 };
const DENIED = 'DENIED';

/** What was tried: it is there, or it comes later, or the wait for it fails. */
export type Tried<T> = { readonly value: T; readonly later?: never } | { readonly later: Promise<T> };

/** How a run waits for what it cannot have yet and may have soon. */
export interface Wait {
  /** Milliseconds from the start; 0: not at all, Infinity: as long as it takes. */
  readonly ms: number;
  /** Ends every wait: the run is over. */
  readonly signal?: AbortSignal;
}

/** Tries again what failed and may heal, for a time that all that is tried shares. */
export class Patience {
  readonly #timers: Timers;
  readonly #log: Log;
  readonly #wait: Wait;
  readonly #startedAt: number;
  readonly #calledOff = new AbortController();
  readonly #wanted = new Map<Message, Message>();

  constructor(timers: Timers, log: Log, wait: Wait) {
    this.#timers = timers;
    this.#log = log;
    this.#wait = wait;
    this.#startedAt = timers.now();
    wait.signal?.addEventListener('abort', () => this.callOff(), { once: true });
    if (wait.signal?.aborted) this.callOff();
  }

  /**
   * Tries something. What fails and may heal is tried again in the background.
   * @param what for the log: `serial:/dev/ttyUSB0`
   * @throws what the attempt threw, when it never heals or there is no time to wait
   */
  async try<T>(what: Message, attempt: () => T | Promise<T>): Promise<Tried<T>> {
    try {
      return { value: await attempt() };
    } catch (error) {
      if (!mayHeal(error) || this.#left() <= 0) throw error;
      const later = this.#again(what, attempt, error).finally(() => this.#wanted.delete(what));
      // Whoever awaits it may do so only once all else is up.
      later.catch(() => {});
      return { later };
    }
  }

  /** What is waited for now. */
  get wanted(): readonly Wanted[] {
    return [...this.#wanted].map(([what, reason]) => ({ what, reason }));
  }

  /** Gives up what is still waited for. */
  callOff(): void {
    this.#calledOff.abort();
  }

  async #again<T>(what: Message, attempt: () => T | Promise<T>, first: unknown): Promise<T> {
    const { ms } = this.#wait;
    this.#wanted.set(what, reasonOf(first));
    const from = this.#timers.now();
    const seconds = Number.isFinite(ms) ? Math.ceil(this.#left() / 1000) : undefined;
    this.#log('warn', 'ports', message('app.waits', { what, seconds, reason: reasonOf(first) }));
    const backoff = new Backoff(RETRY);
    let last = first;
    while (this.#left() > 0) {
      await this.#pause(Math.min(backoff.next(), this.#left()));
      if (this.#calledOff.signal.aborted) break;
      try {
        const value = await attempt();
        const took = Math.round((this.#timers.now() - from) / 100) / 10;
        this.#log('info', 'ports', message('app.waited', { what, seconds: took }));
        return value;
      } catch (error) {
        // A device that has just been plugged in belongs to root until udev has looked at it.
        const fresh = systemCode(error) === DENIED && systemCode(last) !== DENIED;
        if (!mayHeal(error) && !fresh) throw error;
        last = error;
        this.#wanted.set(what, reasonOf(error));
      }
    }
    throw last;
  }

  #left(): number {
    return this.#wait.ms - (this.#timers.now() - this.#startedAt);
  }

  #pause(ms: number): Promise<void> {
    const { signal } = this.#calledOff;
    return new Promise((resolve) => {
      const cancel = this.#timers.after(ms, done);
      function done(): void {
        signal.removeEventListener('abort', done);
        cancel();
        resolve();
      }
      signal.addEventListener('abort', done, { once: true });
      if (signal.aborted) done();
    });
  }
}
