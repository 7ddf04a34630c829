import { DEFAULT_FIRMWARE } from '#firmware/releases';
import { isEqual, type PlayedCase } from './compare-module.ts';
import type { Version } from './corpus-case.ts';
import { nameOfProfile, OUR_PROFILES, type OurProfile } from './profiles.ts';

/** How many cases a module answers as ours does with a profile. */
export interface Likeness {
  readonly profile: OurProfile;
  readonly same: number;
  readonly differ: number;
}

/** How many cases a module answers as a genuine one was seen to. */
export interface ObservedLikeness {
  readonly version: Version;
  readonly same: number;
  readonly differ: number;
}

/**
 * What a module is like, the most like first; of those that are equal, the one that it says it is, and then the one
 * that is ours by default.
 * @param identity the lines of AT+GMR
 */
export function likenesses(played: readonly PlayedCase[], identity: readonly string[]): readonly Likeness[] {
  const [, said] = /AT version:\D*(\d+\.\d+)/.exec(identity.join('\n')) ?? [];
  const rank = ({ firmware }: OurProfile): number =>
    firmware === said ? 0 : firmware === DEFAULT_FIRMWARE ? 1 : 2;
  return OUR_PROFILES.map((profile) => {
    const name = nameOfProfile(profile);
    const same = played.filter(({ one, came, ours }) => isEqual(one, ours.get(name) ?? [], came)).length;
    return { profile, same, differ: played.length - same };
  }).sort((a, b) => a.differ - b.differ || rank(a.profile) - rank(b.profile));
}

/** The same for what was seen of genuine modules, of the cases that were played on them. */
export function observedLikenesses(
  played: readonly PlayedCase[],
  versions: readonly Version[],
): readonly ObservedLikeness[] {
  return versions.map((version) => {
    const seen = played.filter(({ one }) => one.observed.has(version));
    const same = seen.filter(({ one, came }) => {
      const steps = one.observed.get(version)?.steps ?? [];
      return isEqual(
        { ...one, steps },
        steps.map(({ out = '' }) => out),
        came,
      );
    }).length;
    return { version, same, differ: seen.length - same };
  });
}
