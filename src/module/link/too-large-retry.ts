import { Backoff } from '#time/backoff';

/** Milliseconds at most between two tries, where the interval is not longer by itself. */
const MAX_MS = 60_000;

/**
 * How long a link waits after a message that is too large has closed its connection [B-LOSS-8]: a broker that keeps the
 * session, or the message, sends it again each time.
 */
export class TooLargeRetry {
  readonly #intervalMs: number;
  #backoff: Backoff;
  /** When the last wait was over. */
  #dueAt = 0;

  /** @param intervalMs what the link waits otherwise */
  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
    this.#backoff = this.#begin();
  }

  /** Milliseconds to wait now; each time longer, until a connection has lasted. @param now milliseconds */
  next(now: number): number {
    if (now - this.#dueAt > MAX_MS) this.#backoff = this.#begin();
    const ms = this.#backoff.next();
    this.#dueAt = now + ms;
    return ms;
  }

  #begin(): Backoff {
    return new Backoff({ minMs: this.#intervalMs, maxMs: Math.max(this.#intervalMs, MAX_MS) });
  }
}
