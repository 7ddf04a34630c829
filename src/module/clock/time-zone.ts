/** A time zone as `AT+CIPSNTPCFG` takes it: what was typed, and its offset. */
export interface TimeZone {
  readonly typed: string;
  /** Minutes east of UTC. */
  readonly minutes: number;
}

export const UTC: TimeZone = { typed: '0', minutes: 0 };

/**
 * Reads a zone: whole hours from −12 to 14, or `[+|-][hh]mm` [B-SNTP-2].
 * @returns undefined when it is neither
 */
export function parseTimeZone(typed: string): TimeZone | undefined {
  const match = /^([+-]?)(\d{1,4})$/.exec(typed);
  if (match === null) return undefined;
  const sign = match[1] === '-' ? -1 : 1;
  const digits = match[2] ?? '';
  const number = Number(digits);
  if (digits.length <= 2) {
    const hours = sign * number;
    if (hours >= -12 && hours <= 14) return { typed, minutes: hours * 60 };
    return digits.length === 2 && number < 60 ? { typed, minutes: sign * number } : undefined;
  }
  const minutes = sign * (Math.floor(number / 100) * 60 + (number % 100));
  return number % 100 < 60 && minutes >= -720 && minutes <= 840 ? { typed, minutes } : undefined;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A moment as C's `asctime` writes it, such as `Thu Sep  2 18:57:03 2021`. @param ms since 1970 UTC */
export function formatTime(ms: number, zone: TimeZone): string {
  const date = new Date(ms + zone.minutes * 60_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  const day = String(date.getUTCDate()).padStart(2);
  return `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${day} ${clock} ${date.getUTCFullYear()}`;
}
