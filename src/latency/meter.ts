import type { Timers } from '#time/timers';

/** Counts the time in which something waited for latency; what waits at the same time counts once. */
export class Meter {
  readonly #timers: Timers;
  #booked = 0;
  #until = 0;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** Something waits from now on. @returns the same milliseconds */
  book(ms: number): number {
    const end = this.#timers.now() + ms;
    const begin = Math.max(this.#timers.now(), this.#until);
    if (end > begin) {
      this.#booked += end - begin;
      this.#until = end;
    }
    return ms;
  }

  /** Milliseconds so far. */
  get passed(): number {
    return this.#booked - Math.max(0, this.#until - this.#timers.now());
  }
}
