import { describe, expect, test } from 'vitest';
import { formatTime, parseTimeZone, UTC } from '#module/clock/time-zone';

describe('a time zone', () => {
  test.each([
    ['0', 0],
    ['8', 480],
    ['+8', 480],
    ['-12', -720],
    ['14', 840],
    ['0800', 480],
    ['-0330', -210],
    ['+0545', 345],
    ['545', 345],
    ['+1400', 840],
    ['-1200', -720],
    ['30', 30],
    ['-45', -45],
  ])('may be %s: %i minutes', (typed, minutes) => expect(parseTimeZone(typed)).toEqual({ typed, minutes }));

  test.each(['', '+', '60', '-60', '0860', '+1401', '-1201', '1500', '12345', '8.5', '"8"', ' 8', '0x8'])(
    'may not be %j',
    (typed) => expect(parseTimeZone(typed)).toBeUndefined(),
  );
});

describe('a moment is written as by asctime', () => {
  const shanghai = { typed: '8', minutes: 480 };

  test.each([
    [0, UTC, 'Thu Jan  1 00:00:00 1970'],
    [Date.UTC(2021, 8, 2, 10, 57, 3), shanghai, 'Thu Sep  2 18:57:03 2021'],
    [Date.UTC(2024, 1, 29, 23, 59, 59), UTC, 'Thu Feb 29 23:59:59 2024'],
    [Date.UTC(2025, 11, 31, 16), shanghai, 'Thu Jan  1 00:00:00 2026'],
    [Date.UTC(2026, 0, 1, 0, 29), { typed: '-30', minutes: -30 }, 'Wed Dec 31 23:59:00 2025'],
    [Date.UTC(2106, 1, 7, 6, 28, 15, 999), UTC, 'Sun Feb  7 06:28:15 2106'],
  ])('%i', (ms, zone, text) => expect(formatTime(ms, zone)).toBe(text));
});
