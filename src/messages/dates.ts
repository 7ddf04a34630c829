/** The largest date that there is, in milliseconds since 1970. */
const MAX_DATE = 8.64e15;

/** A date and what the clock says, as days; both to the second when the day is the same. Milliseconds since 1970. */
export function shownDates(date: number, now: number): readonly [date: string, now: string] {
  const show = day(date) === day(now) ? second : day;
  return [show(date), show(now)];
}

/** `2026-11-30`, UTC. @param ms since 1970 */
export function day(ms: number): string {
  return iso(ms).slice(0, -'T00:00:00.000Z'.length);
}

function second(ms: number): string {
  return `${iso(ms).slice(0, -'.000Z'.length).replace('T', ' ')} UTC`;
}

function iso(ms: number): string {
  return new Date(Math.abs(ms) <= MAX_DATE ? ms : MAX_DATE).toISOString();
}
