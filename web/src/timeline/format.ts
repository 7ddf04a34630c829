/** The time of day, as the clock of who looks shows it. @param at milliseconds since 1970 */
export function clockTime(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const ms = String(date.getMilliseconds()).padStart(3, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${ms}`;
}

/** A duration, as exactly as it is known. */
export function duration(ms: number): string {
  if (ms < 1) return ms === 0 ? '<1 ms' : `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  return ms < 3_600_000 ? `${(ms / 60_000).toFixed(1)} min` : `${(ms / 3_600_000).toFixed(1)} h`;
}

/** How much later, or earlier, something is. */
export function difference(ms: number): string {
  return ms < 0 ? `−${duration(-ms)}` : ms === 0 ? '+0' : `+${duration(ms)}`;
}
