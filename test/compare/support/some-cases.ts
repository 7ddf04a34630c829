import type { CompareCase } from '#compare/compare-case';
import { CASES } from './compare-with.ts';

/** Short cases of some groups. */
export function some(count: number, ...groups: readonly string[]): CompareCase[] {
  const short = CASES.filter(
    ({ group, steps, loose }) =>
      groups.includes(group) && !loose && steps.every(({ ms = 0, wait = 0 }) => ms <= 1000 && wait === 0),
  );
  return short.filter((_, index) => index % Math.ceil(short.length / count) === 0);
}
