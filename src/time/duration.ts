/** The longest time that a timer takes, in milliseconds: nearly 25 days. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/;

/** Reads a duration as people write it: `200ms`, `1.5s`, `2m`, `1h`, or milliseconds alone. @returns milliseconds, or undefined */
export function parseDuration(text: string): number | undefined {
  const [, number, unit = 'ms'] = DURATION.exec(text) ?? [];
  if (number === undefined) return undefined;
  return Number(number) * UNITS[unit as keyof typeof UNITS];
}

/** Milliseconds of a time limit as it is typed: a number alone is seconds, as for `run --timeout`. Undefined: it is no duration. */
export function parseTimeLimit(text: string): number | undefined {
  return parseDuration(/^\d+(\.\d+)?$/.test(text) ? `${text}s` : text);
}
