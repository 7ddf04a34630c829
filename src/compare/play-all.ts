import type { Follow } from '#firmware/places';
import { type CorpusCase, casesOf, VERSIONS, type Version } from './corpus-case.ts';
import { MemoryTarget } from './memory-target.ts';
import { type Difference, playCase } from './play-case.ts';

/** How the cases of one version went. */
export interface Played {
  readonly version: Version;
  readonly follow: Follow;
  readonly cases: number;
  readonly differences: readonly Difference[];
}

const AT_ONCE = 8;

/** Plays all cases that say what a version does, each on a module of its own in memory. */
export async function playAll(
  version: Version,
  follow: Follow,
  cases: readonly CorpusCase[],
): Promise<Played> {
  const mine = casesOf(version, cases);
  const differences: Difference[] = [];
  const queue = [...mine];
  const play = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const target = new MemoryTarget(next.broker, { firmware: VERSIONS[version], follow });
      await target.boot();
      const difference = await playCase(target, next);
      if (difference !== undefined) differences.push(difference);
      target.close();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, play));
  return { version, follow, cases: mine.length, differences };
}
