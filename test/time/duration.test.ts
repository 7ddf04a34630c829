import { expect, test } from 'vitest';
import { parseDuration, parseTimeLimit } from '#time/duration';

test.each([
  ['500ms', 500, 500],
  ['1.5s', 1500, 1500],
  ['2m', 120_000, 120_000],
  ['1h', 3_600_000, 3_600_000],
  // Alone it is milliseconds in files and of faults, and seconds as a time limit on the command line.
  ['15', 15, 15_000],
  ['0.5', 0.5, 500],
  ['soon', undefined, undefined],
  ['5 s', undefined, undefined],
  ['-1', undefined, undefined],
])('%s', (text, duration, limit) => {
  expect([parseDuration(text), parseTimeLimit(text)]).toEqual([duration, limit]);
});
