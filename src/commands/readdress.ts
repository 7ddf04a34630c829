import { OK, type Success } from '#at/reply';
import type { Module } from '#module/module';

/** OK; then the station takes up the address that was configured, and with the first one the clock is asked for. */
export function readdressed({ wifi, sntp }: Module): Success {
  const offline = !wifi.connected;
  return {
    ...OK,
    after() {
      wifi.readdress();
      if (offline) sntp.start();
    },
  };
}
