import { z } from 'zod';
import { message, textOf } from '#messages/message';
import { parseDuration } from '#time/duration';

const BY = /^([+-]?)(\d+(?:\.\d+)?(?:ms|s|m|h)?)$/;

/** Which time it is to be: a date, a difference, or a difference from a date. */
export const timeShape = {
  to: z
    .union([z.string(), z.number()])
    .transform(String)
    .refine((text) => !Number.isNaN(Date.parse(text)), textOf(message('faults.notADate')))
    .optional()
    .describe(
      'The date, UTC unless it says otherwise: 2031-01-01, 2026-11-30T12:00:00Z. Without it and by, 1970.',
    ),
  by: z
    .union([z.number(), z.string().regex(BY, textOf(message('faults.notADifference')))])
    .transform(milliseconds)
    .optional()
    .describe('How much later, or earlier with a minus, than it would be: 90s, -1h, 8760h.'),
};

interface AskedTime {
  readonly to?: string | undefined;
  readonly by?: number | undefined;
}

/** The time that is asked for, in milliseconds since 1970 UTC. @param now what it would be */
export function timeOf({ to, by }: AskedTime, now: number): number {
  const from = to === undefined ? now : Date.parse(to);
  if (by !== undefined) return from + by;
  return to === undefined ? 0 : from;
}

function milliseconds(value: number | string): number {
  if (typeof value === 'number') return value;
  const [, sign, duration = ''] = BY.exec(value) ?? [];
  return (parseDuration(duration) ?? 0) * (sign === '-' ? -1 : 1);
}
