import { expect, test } from 'vitest';
import { type CorpusCase, casesOf } from '#compare/corpus-case';
import { type Difference, playCase } from '#compare/play-case';
import { readCases } from './read-cases.ts';
import { SocketTarget } from './socket-target.ts';

const SAMPLE = 300;
/** Cases that a player must wait longer for are left to the virtual clock. */
const LONGEST_MS = 1500;
const AT_ONCE = 16;
const SETTINGS = { firmware: '3.4', follow: 'module' } as const;

/** The same every time, and from all groups. */
function sample(): CorpusCase[] {
  const short = casesOf('3.4.0.0', readCases()).filter(({ steps }) => {
    const times = steps.map(({ wait = 0, ms = 0 }) => wait + ms);
    return times.reduce((sum, each) => sum + each, 0) <= LONGEST_MS;
  });
  return short.filter((_, index) => index % Math.floor(short.length / SAMPLE) === 0).slice(0, SAMPLE);
}

test('over a real socket a module answers as in memory', async () => {
  const queue = sample();
  expect(queue).toHaveLength(SAMPLE);
  const differences: Difference[] = [];
  const play = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const target = await SocketTarget.start(next.broker, SETTINGS);
      const difference = await playCase(target, next);
      if (difference !== undefined) differences.push(difference);
      await target.close();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, play));
  expect(differences).toEqual([]);
}, 60_000);
