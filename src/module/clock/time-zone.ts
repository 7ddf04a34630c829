/** A time zone as `AT+CIPSNTPCFG` takes it. */
export interface TimeZone {
  /** The number that was given: whole hours, or hours and minutes as in 545. */
  readonly number: number;
  /** Minutes east of UTC. */
  readonly minutes: number;
}

export const UTC: TimeZone = { number: 0, minutes: 0 };

const FIRST_HOUR = -12;
const LAST_HOUR = 14;

/**
 * The zone that a number stands for: whole hours from −12 to 14, any other one hours and minutes, `hhmm` [B-SNTP-2].
 * @returns undefined when it is neither
 */
export function timeZoneOf(number: number): TimeZone | undefined {
  if (isHour(number)) return { number, minutes: number * 60 };
  const hours = hoursOf(number);
  const minutes = number % 100;
  if (!isHour(hours) || Math.abs(minutes) > 59) return undefined;
  return { number, minutes: hours * 60 + minutes };
}

/** What `AT+CIPSNTPCFG?` prints of a zone: its hours alone, as the manual has it. */
export function wholeHours({ number }: TimeZone): number {
  return isHour(number) ? number : hoursOf(number);
}

function isHour(number: number): boolean {
  return number >= FIRST_HOUR && number <= LAST_HOUR;
}

function hoursOf(number: number): number {
  // Not −0, which a reply would show.
  return Math.trunc(number / 100) + 0;
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
