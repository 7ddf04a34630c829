import { Random, seedOf } from '#random/random';

/** How modules come up. */
export interface Ramp {
  /** Modules a second. */
  readonly perSecond: number;
  /** Percent of the time between two modules by which each comes earlier or later, 0 to 100. */
  readonly jitter: number;
  readonly seed: number;
}

/** When module `n`, counted from 0, is switched on: milliseconds from the start. Never before its neighbour. */
export function switchOnAt(n: number, { perSecond, jitter, seed }: Ramp): number {
  const shift = ((new Random(seedOf(seed, n)).next() - 0.5) * jitter) / 100;
  return (Math.max(0, n + shift) * 1000) / perSecond;
}

/**
 * Milliseconds from one round to the next.
 * @param perSecond rounds a second, more than 0
 * @param jitter percent by which it is shorter or longer, 0 to 100
 */
export function roundLength(perSecond: number, jitter: number, random: Random): number {
  return (1000 / perSecond) * (1 + ((random.next() * 2 - 1) * jitter) / 100);
}
