import type { Clock } from '#time/clock';

/** The wall clock counts whole milliseconds; one that differs by more was set. */
const CLOCK_SET_MICROS = 2_000;

/** The wall clock, with the microseconds that the monotonic clock counts between its milliseconds. */
export class CaptureClock {
  readonly #clock: Clock;
  /** What the monotonic clock is less than the wall clock, in microseconds. */
  #epoch = Number.NEGATIVE_INFINITY;
  #last = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Microseconds since 1970 UTC. */
  now(): number {
    const [wall, monotonic] = [this.#clock.wall() * 1000, this.#clock.now() * 1000];
    if (Math.abs(wall - monotonic - this.#epoch) > CLOCK_SET_MICROS) {
      this.#epoch = wall - monotonic;
      this.#last = 0;
    }
    return Math.floor(this.#epoch + monotonic);
  }

  /** The time of what is written next: of what is told late, that of what was written before it. */
  inOrder(micros: number): number {
    this.#last = Math.max(this.#last, micros);
    return this.#last;
  }
}
