import { expect, test } from 'vitest';
import type { Plan } from '#app/plan';
import { waitMs } from '#config/wait-option';

const planWith = (...ports: string[]): Plan => ({ modules: [{ ports }] }) as unknown as Plan;
const PLAN = planWith('pty');

test.each([
  [undefined, false, PLAN, 30_000],
  [undefined, true, PLAN, 0],
  [undefined, false, planWith('exec:true'), 0],
  ['forever', true, PLAN, Number.POSITIVE_INFINITY],
  ['0', false, PLAN, 0],
  ['2.5', false, PLAN, 2500],
])('--wait %j of a run that is judged: %s', (typed, judged, plan, ms) => {
  expect(waitMs(typed, judged, plan)).toBe(ms);
});

test.each(['', '-1', '5s', '2147484', 'Forever'])('--wait %j is refused', (typed) => {
  expect(() => waitMs(typed, false, PLAN)).toThrow(
    expect.objectContaining({
      name: 'UsageError',
      reason: { key: 'config.badWait', params: { typed, max: 2_147_483 } },
    }),
  );
});
