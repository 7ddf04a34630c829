import type { Settings } from '#module/settings/settings';
import type { Activity } from './activity.ts';
import type { ManualClock } from './manual-clock.ts';
import type { TestHost } from './test-host.ts';

/** Reads a boot: `ready`, and Wi-Fi where the settings join it. @param patience milliseconds, besides what latency makes of it */
export async function readBoot(
  host: TestHost,
  { wifi, latency }: Settings,
  echo: boolean,
  patience: number,
): Promise<void> {
  // Jitter makes twice as much of a wait at most.
  const within = (ms: number) => ({ timeout: patience + 2 * ms });
  await host.expect('\r\nready\r\n');
  if (wifi.autojoin) await host.expect('WIFI GOT IP\r\n', within(latency.join));
  if (!echo) await host.command('ATE0', within(latency.command));
}

/** Takes what comes at once of a boot with something wrong. */
export async function skipBoot(host: TestHost, activity: Activity, echo: boolean): Promise<void> {
  await activity.quiet();
  if (!echo) host.send('ATE0\r\n');
  await activity.quiet();
  host.takeUnread();
}

/** Awaits an answer that none of those before it looks like: the module has noticed the host. */
export async function noticed(host: TestHost): Promise<void> {
  host.send('AT+GMR\r\n');
  await host.expect(/AT version:[\s\S]*\r\nOK\r\n/);
}

/** Moves a clock of the test on while something takes time, such as a boot over a slow line. */
export async function moving(
  clock: ManualClock | undefined,
  activity: Activity,
  going: Promise<void>,
): Promise<void> {
  let over = false;
  const done = going.finally(() => {
    over = true;
  });
  done.catch(() => {});
  while (clock !== undefined && !over) {
    await activity.quiet();
    const next = clock.untilNext();
    if (over || next === undefined) break;
    clock.advance(next);
  }
  await done;
}
