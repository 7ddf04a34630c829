import { describe, expect, test } from 'vitest';
import { formatTime, timeZoneOf, UTC, wholeHours } from '#module/clock/time-zone';

describe('a time zone', () => {
  test.each([
    [0, 0, 0],
    [8, 480, 8],
    [-12, -720, -12],
    [14, 840, 14],
    [800, 480, 8],
    [-330, -210, -3],
    [545, 345, 5],
    [1400, 840, 14],
    [1459, 899, 14],
    [-1259, -779, -12],
    [15, 15, 0],
    [30, 30, 0],
    [-45, -45, 0],
  ])('may be %i: %i minutes, of which %i hours are told', (number, minutes, hours) => {
    expect(timeZoneOf(number)).toEqual({ number, minutes });
    expect(wholeHours({ number, minutes })).toBe(hours);
  });

  test.each([60, -60, 860, 1460, 1500, -1300, 12345, Number.NaN])('may not be %d', (number) =>
    expect(timeZoneOf(number)).toBeUndefined(),
  );
});

describe('a moment is written as by asctime', () => {
  const shanghai = { number: 8, minutes: 480 };

  test.each([
    [0, UTC, 'Thu Jan  1 00:00:00 1970'],
    [Date.UTC(2021, 8, 2, 10, 57, 3), shanghai, 'Thu Sep  2 18:57:03 2021'],
    [Date.UTC(2024, 1, 29, 23, 59, 59), UTC, 'Thu Feb 29 23:59:59 2024'],
    [Date.UTC(2025, 11, 31, 16), shanghai, 'Thu Jan  1 00:00:00 2026'],
    [Date.UTC(2026, 0, 1, 0, 29), { number: -30, minutes: -30 }, 'Wed Dec 31 23:59:00 2025'],
    [Date.UTC(2106, 1, 7, 6, 28, 15, 999), UTC, 'Sun Feb  7 06:28:15 2106'],
  ])('%i', (ms, zone, text) => expect(formatTime(ms, zone)).toBe(text));
});
