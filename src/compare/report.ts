import type { Message } from '#messages/message';
import type { Comparison } from './compare-module.ts';
import { VERSIONS, type Version } from './corpus-case.ts';
import { type Finding, findingsOf } from './findings.ts';
import type { LeftOut } from './leave-out.ts';
import { type Likeness, likenesses, type ObservedLikeness, observedLikenesses } from './likeness.ts';
import type { OurProfile } from './profiles.ts';

/** What a comparison has found. */
export interface CompareReport {
  /** The version of this program. */
  readonly program: string;
  readonly port: string;
  /** Milliseconds since 1970 UTC. */
  readonly startedAt: number;
  readonly ms: number;
  /** The lines of AT+GMR. */
  readonly identity: readonly string[];
  readonly played: number;
  readonly planned: number;
  /** Why not all were played. */
  readonly ended: Message | undefined;
  readonly leftOut: ReadonlyMap<LeftOut, number>;
  readonly lostIn: readonly string[];
  /** The most like first. */
  readonly likenesses: readonly Likeness[];
  /** What is as much like as the first. */
  readonly asMuchLike: readonly OurProfile[];
  readonly observed: readonly ObservedLikeness[];
  /** What ours was when differences were looked for. */
  readonly ours: OurProfile;
  readonly findings: readonly Finding[];
}

/** Where a comparison was made, when, and by what. */
export type ReportFacts = Pick<CompareReport, 'program' | 'port' | 'startedAt' | 'ms'>;

/**
 * Makes a report of what was played.
 * @param asked what ours is to be held against; what is not asked for is as in the profile that is most like
 */
export async function reportOn(
  comparison: Comparison,
  asked: Partial<OurProfile>,
  facts: ReportFacts,
): Promise<CompareReport> {
  const { identity, played, planned, ended, leftOut, lostIn } = comparison;
  const all = likenesses(played, identity);
  const fitting = all.filter(
    ({ profile }) =>
      profile.firmware === (asked.firmware ?? profile.firmware) &&
      profile.follow === (asked.follow ?? profile.follow),
  );
  const ours = (fitting[0] ?? all[0])?.profile ?? { firmware: '3.4', follow: 'manual' };
  const [first, ...others] = all;
  return {
    ...facts,
    identity,
    played: played.length,
    planned,
    ended,
    leftOut,
    lostIn,
    likenesses: all,
    asMuchLike: others.filter(({ differ }) => differ === first?.differ).map(({ profile }) => profile),
    observed: observedLikenesses(played, Object.keys(VERSIONS) as Version[]),
    ours,
    findings: await findingsOf(played, ours),
  };
}
