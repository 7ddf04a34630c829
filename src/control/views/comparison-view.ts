import { reasonOf } from '#errors/atmqtt-error';
import { told } from '#metrics/status';
import type { Comparer } from '../comparisons/comparer.ts';

/** The comparison that goes on, or was last. */
export function comparisonView({ last, runs }: Comparer) {
  if (last === undefined) return { state: 'none' as const };
  const { line, startedAt, progress, notice, found, error, callOff } = last;
  const ended = callOff.signal.aborted;
  const state = runs ? 'running' : ended ? 'ended' : error === undefined ? 'over' : 'failed';
  const why = error === undefined ? found?.report.ended : reasonOf(error);
  return {
    state: state as 'running' | 'over' | 'ended' | 'failed',
    name: line.name,
    startedAt: new Date(startedAt).toISOString(),
    ...(progress !== undefined && {
      progress: {
        ...{ done: progress.done, planned: progress.planned, differing: progress.differing },
        secondsLeft: Math.round(progress.msLeft / 1000),
      },
    }),
    ...(notice !== undefined && { notice: told(notice) }),
    ...(why !== undefined && { why: told(why) }),
    report: found !== undefined,
    ...(found !== undefined && { findings: found.report.findings.length }),
  };
}
