import { systemTimers, type Timers } from './timers.ts';

/** Timers, a clock that only counts up, and the date of the computer. */
export interface Clock extends Timers {
  /** Milliseconds since 1970-01-01 UTC, by the computer. */
  wall(): number;
}

/** The computer's own time. */
export const systemClock: Clock = { ...systemTimers, wall: () => Date.now() };
