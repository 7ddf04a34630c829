import { expect, test } from 'vitest';
import { FOLLOWS } from '#firmware/places';
import { casesOf, readCases, type Version } from './case.ts';
import { DIFFERING } from './differing.ts';
import { playAll } from './play-all.ts';

/** A test for each value of `follow`, that plays all cases of a version. */
export function checkVersion(version: Version): void {
  const cases = readCases();
  test.each(FOLLOWS)(`${version} with follow %s is answered as a genuine module answers`, async (follow) => {
    const { differences } = await playAll(version, follow, cases);
    expect(casesOf(version, cases).length).toBeGreaterThan(4000);
    expect(differences.length).toBeLessThanOrEqual(DIFFERING[version][follow]);
  });
}
