import { expect, test } from 'vitest';
import { casesOf, readCases, type Version } from './corpus-case.ts';
import { playAll } from './play-all.ts';

/** Tests that play all cases of a version. */
export function checkVersion(version: Version): void {
  const cases = readCases();
  const mine = casesOf(version, cases);

  test(`${version} with follow: module answers as the genuine module`, async () => {
    const { differences } = await playAll(version, 'module', cases);
    expect(mine.length).toBeGreaterThan(4000);
    expect(differences).toEqual([]);
  });

  // With follow: module everything is equal, so that what differs here differs by a place, or by what follow gives.
  test(`${version} with follow: manual differs, in the places alone`, async () => {
    const { differences } = await playAll(version, 'manual', cases);
    expect(differences.length).toBeGreaterThan(100);
    expect(differences.length).toBeLessThan(mine.length / 7);
  });
}
