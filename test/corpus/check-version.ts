import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { casesOf, type Version } from '#compare/corpus-case';
import { playAll } from '#compare/play-all';
import { manualPlaces } from './manual-places.ts';
import { readCases } from './read-cases.ts';

/** Where other tests keep the processors busy too. */
const PATIENCE_MS = 180_000;

/** Tests that play all cases of a version. */
export function checkVersion(version: Version): void {
  const cases = readCases();

  test(
    `${version} with follow: module answers as the genuine module`,
    async () => {
      expect(casesOf(version, cases).length).toBeGreaterThan(4000);
      expect((await playAll(version, 'module', cases)).differences).toEqual([]);
    },
    PATIENCE_MS,
  );

  test(
    `${version} with follow: manual differs in the cases that are listed for a place`,
    async () => {
      const { differences } = await playAll(version, 'manual', cases);
      const list = readFileSync(new URL(`./manual/${version}.txt`, import.meta.url), 'utf8');
      const listed = list.split(/\s/).filter((word) => /^\w+-\d{4}/.test(word));
      expect(differences.map(({ id }) => id).sort()).toEqual([...new Set(listed)].sort());
    },
    PATIENCE_MS,
  );
}

/** A test that each case which differs with `follow: manual` does so by a place, and is listed for it. */
export function checkPlaces(version: Version): void {
  test(
    `${version} with follow: manual differs by the places that are listed`,
    async () => {
      const cases = readCases();
      const { differences } = await playAll(version, 'manual', cases);
      const differing = new Set(differences.map(({ id }) => id));
      const byPlace = new Map<string, string[]>();
      for (const one of cases.filter(({ id }) => differing.has(id))) {
        const places = await manualPlaces(version, one);
        expect(places, one.id).not.toEqual([]);
        for (const place of places) byPlace.set(place, [...(byPlace.get(place) ?? []), one.id]);
      }
      const lines = [...byPlace].sort().map(([place, ids]) => `${place}: ${ids.join(' ')}\n`);
      await expect(lines.join('')).toMatchFileSnapshot(`manual/${version}.txt`);
    },
    PATIENCE_MS,
  );
}
