import { z } from 'zod';
import { message, textOf } from '#messages/message';
import { MAX_TIMER_MS, parseDuration } from '#time/duration';

/** A time: `200ms`, `5s`, `2m`, `1h`, or a number of milliseconds. @returns a schema that gives milliseconds */
export function time() {
  const text = z.string().regex(/^\d+(\.\d+)?(ms|s|m|h)?$/, textOf(message('faults.notATime')));
  return z
    .union([z.number().min(0), text])
    .transform((value) => (typeof value === 'number' ? value : (parseDuration(value) ?? 0)))
    .refine((ms) => ms <= MAX_TIMER_MS, textOf(message('faults.tooLong')));
}

/** A time after which something comes again: it must pass, or all would come at once without end. */
export function period() {
  return time().refine((ms) => ms >= 1, textOf(message('faults.notAPeriod')));
}

/** The parameter of faults that happen to commands. */
export const command = z
  .string()
  .regex(/^AT/i, textOf(message('faults.notACommand')))
  .optional()
  .describe(
    'For which command, as AT+MQTTPUB, or for which lines that begin so, as AT+MQTTPUB=1 or AT+MQTT*; without it for every one.',
  );

/** What every fault takes besides its own parameters: when it begins, and what ends it. */
export const scheduleShape = {
  after: time()
    .prefault(0)
    .describe(
      'How long after it was switched on it begins; while a module is off the time of its faults stands still.',
    ),
  for: time()
    .optional()
    .describe('How long it lasts; without it until it is switched off, or count is used up.'),
  count: z.int().min(1).optional().describe('How many times it acts; without it, every time.'),
  every: period()
    .optional()
    .describe(
      'For a fault of a moment: how long after it happened it happens again, as often as count says.',
    ),
  rate: z
    .number()
    .gt(0)
    .max(1)
    .default(1)
    .describe('The chance, over 0 and up to 1, that it acts when it could.'),
  seed: z.int().min(0).optional().describe('What its chances begin with; the same seed, the same bytes.'),
};

/** When a fault begins, and what ends it; times in milliseconds. */
export interface FaultSchedule {
  /** How long after it was switched on it begins. */
  readonly after: number;
  /** How long it lasts; undefined: until it is switched off, or `count` is used up. */
  readonly for?: number | undefined;
  /** How many times it acts; undefined: every time. */
  readonly count?: number | undefined;
  /** How long after a momentary one happened it happens again. */
  readonly every?: number | undefined;
  /** The chance that it acts when it could, over 0 and up to 1. */
  readonly rate: number;
  /** What its chances begin with. */
  readonly seed?: number | undefined;
}

/** The same as it is given: a time is `200ms`, `5s`, `2m`, `1h` or a number of milliseconds. */
export interface FaultScheduleInput {
  /** How long after it was switched on it begins. Default: at once */
  readonly after?: number | string;
  /** How long it lasts. Default: until it is switched off, or `count` is used up */
  readonly for?: number | string;
  /** How many times it acts. Default: every time, or what the fault says */
  readonly count?: number;
  /** How long after a momentary one happened it happens again. Default: it does not */
  readonly every?: number | string;
  /** The chance that it acts when it could, over 0 and up to 1. Default: 1 */
  readonly rate?: number;
  /** What its chances begin with. Default: what follows from the seed of the module */
  readonly seed?: number;
}
