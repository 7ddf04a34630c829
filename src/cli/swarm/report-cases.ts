import type { TestCase } from '#expect/test-cases';
import { message } from '#messages/message';
import type { Summary } from '#swarm/summary';
import { describeThreshold } from '#swarm/thresholds';

/** A swarm as test cases: one for each threshold; without any, one for the whole. */
export function casesOf(summary: Summary): readonly TestCase[] {
  const { ok, seconds, ready, modules, lost, errors, thresholds } = summary;
  if (thresholds.length > 0) {
    return thresholds.map((result) => ({
      name: result.threshold,
      seconds,
      ...(result.ok ? {} : { failure: describeThreshold(result) }),
    }));
  }
  if (ok) return [{ name: 'run', seconds }];
  const sent = summary.messages.sent;
  const failed = errors.reduce((sum, { count }) => sum + count, 0);
  const failure = message('swarm.notWell', { ready, modules, lost, errors: failed, sent });
  return [{ name: 'run', seconds, failure }];
}
