/** Milliseconds to wait before a try: at first, and at most. */
export interface BackoffRange {
  readonly minMs: number;
  readonly maxMs: number;
}

/** Delays between tries, each twice the one before, up to a limit. */
export class Backoff {
  readonly #range: BackoffRange;
  #nextMs: number;

  constructor(range: BackoffRange) {
    this.#range = range;
    this.#nextMs = range.minMs;
  }

  /** Milliseconds until the next try; the one after it waits longer. */
  next(): number {
    const ms = this.#nextMs;
    this.#nextMs = Math.min(ms * 2, this.#range.maxMs);
    return ms;
  }

  /** Begins anew with the shortest delay. */
  reset(): void {
    this.#nextMs = this.#range.minMs;
  }
}
