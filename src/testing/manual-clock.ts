import type { Clock } from '#time/clock';

interface Timer {
  at: number;
  run(): void;
}

/** A clock that stands still until it is told to go on. */
export class ManualClock implements Clock {
  #now = 0;
  readonly #start: number;
  readonly #timers = new Set<Timer>();

  /** @param wall the host's time at the start, milliseconds since 1970 UTC */
  constructor(wall = Date.UTC(2026, 0, 2, 3, 4, 5)) {
    this.#start = wall;
  }

  /** Milliseconds that have gone by. */
  now(): number {
    return this.#now;
  }

  /** Milliseconds since 1970 UTC: the start and what has gone by. */
  wall(): number {
    return this.#start + this.#now;
  }

  /** Calls `run` when the clock has gone on by `ms` milliseconds. @returns cancels it */
  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, ms), run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Milliseconds until something is due; undefined when nothing waits. */
  untilNext(): number | undefined {
    if (this.#timers.size === 0) return undefined;
    return Math.max(0, Math.min(...[...this.#timers].map(({ at }) => at)) - this.#now);
  }

  /** Goes on by `ms` milliseconds; what falls due on the way runs in its order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = end;
  }
}
