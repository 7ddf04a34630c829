import { textOf } from '#messages/message';
import { nameOfProfile } from './profiles.ts';
import type { CompareReport } from './report.ts';
import { causeOf } from './tell.ts';

/** Counts up when what programs read changes its meaning. */
const VERSION = 1;

/** A report for programs. Strings of what was sent and came hold a byte in each character. */
export function jsonReport(report: CompareReport): object {
  const { program, port, startedAt, ms, identity, played, planned, ended, leftOut, lostIn } = report;
  const { likenesses, asMuchLike, observed, ours, findings } = report;
  return {
    format: 'atmqtt-comparison',
    version: VERSION,
    program,
    port,
    startedAt: new Date(startedAt).toISOString(),
    ms: Math.round(ms),
    identity,
    played,
    planned,
    ...(ended !== undefined && { ended: textOf(ended) }),
    leftOut: Object.fromEntries(leftOut),
    lostIn,
    mostLike: likenesses[0]?.profile,
    asMuchLike,
    ours,
    likeness: likenesses.map(({ profile, same, differ }) => ({ ...profile, same, differ })),
    observed,
    findings: findings.map(({ cause, cases }) => ({
      ...cause,
      ...(cause.kind === 'profile' && { profile: nameOfProfile(cause.profile) }),
      about: textOf(causeOf(cause)),
      cases,
    })),
  };
}
