import { okWith } from '#at/reply';
import { int, response } from '#at/response';
import { type Wifi, WifiState } from '#module/wifi/wifi';
import { defineCommand, form } from '../define.ts';

/** What `STATUS:` says; 3 and 4 speak of TCP connections, which there are none of. */
const Status = { off: 0, idle: 1, gotIP: 2, noAccessPoint: 5 } as const;

const status = response`STATUS:${int('stat')}`;

export const cipstatus = defineCommand({
  name: 'AT+CIPSTATUS',
  family: 'ip',
  help: 'The old AT+CWSTATE: 0 no station, 1 not begun, 2 joined with an address, 5 not joined.',
  forms: { execute: form({ responses: [status], run: ({ wifi }) => okWith(status.line(statusOf(wifi))) }) },
});

function statusOf(wifi: Wifi): number {
  if (!wifi.station) return Status.off;
  if (wifi.connected) return Status.gotIP;
  return wifi.state === WifiState.idle ? Status.idle : Status.noAccessPoint;
}
