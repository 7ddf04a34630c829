import { expect, test } from 'vitest';
import { FOLLOWS, type Follow } from '#firmware/places';
import { casesOf, readCases, VERSIONS, type Version } from './case.ts';
import { playAll } from './play-all.ts';

const cases = readCases();
/** How many cases differ still; a number goes down only. */
const DIFFERING: Readonly<Record<Version, Readonly<Record<Follow, number>>>> = {
  '2.4.2.0': { manual: 1487, module: 1472 },
  '3.4.0.0': { manual: 1640, module: 1625 },
  '4.1.1.0': { manual: 1639, module: 1624 },
  '5.0.1.0': { manual: 1649, module: 1634 },
  HEAD: { manual: 1643, module: 1628 },
};

test.each(
  (Object.keys(VERSIONS) as Version[]).flatMap((version) => FOLLOWS.map((follow) => ({ version, follow }))),
)(
  'firmware $version, follow $follow, is answered as a genuine module answers',
  async ({ version, follow }) => {
    const { differences } = await playAll(version, follow, cases);
    expect(casesOf(version, cases).length).toBeGreaterThan(1000);
    expect(differences.length).toBeLessThanOrEqual(DIFFERING[version][follow]);
  },
);
