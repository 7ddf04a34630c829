import { message } from '#messages/message';
import type { AskTime, Ping } from '#module/platform';
import { PlatformError } from '#module/platform-error';
import type { Timers } from '#time/timers';

/** As long as the program ping waits for an answer. */
const PING_TIMEOUT_MS = 4000;

/** Milliseconds that a packet takes longer on its way to a host, and that its answer takes on its way back. */
export interface Late {
  readonly there: number;
  readonly back: number;
}

/** Pings a host that is further away than it seems. @param host for the reason */
export async function pingLate(
  ping: () => ReturnType<Ping>,
  host: string,
  lateness: () => Late,
  timers: Timers,
): Promise<number> {
  const time = await ping();
  const { there, back } = lateness();
  const ms = Math.round(there + back);
  await passed(ms, timers);
  if (ms <= PING_TIMEOUT_MS) return time + ms;
  throw new PlatformError('SILENT', message('platform.silent', { host, seconds: PING_TIMEOUT_MS / 1000 }));
}

/** Asks a time server that is further away than it seems. */
export async function askTimeLate(
  askTime: AskTime,
  server: string,
  timeoutMs: number,
  { there, back }: Late,
  timers: Timers,
): Promise<number> {
  const ms = there + back;
  if (ms > timeoutMs) {
    await passed(timeoutMs, timers);
    throw new PlatformError('TIME', message('platform.noAnswer', { ms: timeoutMs }));
  }
  const time = await askTime(server, timeoutMs);
  await passed(ms, timers);
  // A client takes both ways to be of one length.
  return time + ms + (there - back) / 2;
}

/** Resolves once so many milliseconds have passed. */
export async function passed(ms: number, timers: Timers): Promise<void> {
  if (ms > 0) await new Promise<void>((resolve) => timers.after(ms, resolve));
}
