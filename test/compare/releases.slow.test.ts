import { expect, test } from 'vitest';
import { nameOfProfile, OUR_PROFILES } from '#compare/profiles';
import { compareWith, tellingCases } from './support/compare-with.ts';

test.each(OUR_PROFILES.map((profile) => [nameOfProfile(profile), profile] as const))(
  'a module with firmware %s is most like it',
  async (_name, profile) => {
    const { report } = await compareWith(profile, { cases: await tellingCases() });
    expect(report.likenesses[0]?.profile).toEqual(profile);
    expect(report.asMuchLike).toEqual([]);
    expect(report.findings).toEqual([]);
  },
  60_000,
);
