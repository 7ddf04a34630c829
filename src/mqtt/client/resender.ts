import type { Cancel, Timers } from '#time/timers';

/**
 * Finds the publishes that have been unacknowledged for a while on a connection that is up. One timer serves them all; those
 * that are acknowledged in time cost no timer of their own.
 */
export class Resender {
  readonly #timers: Timers;
  readonly #afterMs: number;
  readonly #again: (id: number) => void;
  /** When each was sent last, by packet identifier; what was sent first comes first. */
  readonly #sentAt = new Map<number, number>();
  #cancel: Cancel | undefined;

  /** @param again sends one again */
  constructor(timers: Timers, afterMs: number, again: (id: number) => void) {
    this.#timers = timers;
    this.#afterMs = afterMs;
    this.#again = again;
  }

  /** A publish has left, for the first time or again. */
  sent(id: number): void {
    // Behind all others, because it is due after them.
    this.#sentAt.delete(id);
    this.#sentAt.set(id, this.#timers.now());
    this.#cancel ??= this.#wakeIn(this.#afterMs);
  }

  /** It has been acknowledged. */
  done(id: number): void {
    this.#sentAt.delete(id);
  }

  /** The connection is gone. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#sentAt.clear();
  }

  #wakeIn(ms: number): Cancel {
    return this.#timers.after(ms, () => this.#look());
  }

  /** Sends again what is due, and looks again when the next one is. */
  #look(): void {
    const now = this.#timers.now();
    for (const [id, at] of [...this.#sentAt]) {
      if (now - at < this.#afterMs) break;
      this.sent(id);
      this.#again(id);
    }
    const [first] = this.#sentAt.values();
    // Rounded up, because a timer for a fraction of a millisecond would fire at once.
    this.#cancel = first === undefined ? undefined : this.#wakeIn(Math.ceil(this.#afterMs - (now - first)));
  }
}
