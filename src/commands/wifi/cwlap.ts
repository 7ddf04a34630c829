import { number, string } from '../../at/params.ts';
import { okWith } from '../../at/reply.ts';
import type { AccessPoint } from '../../module/access-points.ts';
import type { Module } from '../../module/module.ts';
import { defineCommand, form } from '../define.ts';
import { station } from './requires.ts';

const OPEN = 0;
const WPA2_PSK = 3;
/** Ciphers: none, and CCMP. */
const NO_CIPHER = 0;
const CCMP = 4;
/** 802.11 b, g and n. */
const PROTOCOLS = 7;

const scanTime = (name: string) =>
  number<Module>(name, {
    about: 'Milliseconds on a channel; every scan is done at once here.',
    range: [0, 1500],
    fallback: 0,
  });

export const cwlap = defineCommand({
  name: 'AT+CWLAP',
  family: 'wifi',
  help: 'Lists the access points in the air, the strongest first; they are those of the settings.',
  forms: {
    set: form({
      params: [
        string<Module>('ssid', { about: 'Only those of this name.', max: 32, fallback: '' }),
        string<Module>('mac', { about: 'Only the one with this MAC address.', max: 17, fallback: '' }),
        number<Module>('channel', { about: 'Only this channel; 0: all.', range: [0, 14], fallback: 0 }),
        number<Module>('scan_type', { about: '0: active; 1: passive.', range: [0, 1], fallback: 0 }),
        scanTime('scan_time_min'),
        scanTime('scan_time_max'),
      ],
      requires: station,
      run({ wifi }, [ssid, mac, channel]) {
        const bssid = mac.toString().toLowerCase();
        const heard = wifi
          .scan(ssid.length === 0 ? undefined : ssid.toString())
          .filter((each) => bssid === '' || each.bssid === bssid)
          .filter((each) => channel === 0 || each.channel === channel);
        return okWith(...heard.map(describe));
      },
    }),
    execute: form({ requires: station, run: ({ wifi }) => okWith(...wifi.scan().map(describe)) }),
  },
});

/** All eleven columns, as firmware from 2.2 on prints them unless AT+CWLAPOPT says otherwise. */
function describe({ ssid, password, rssi, bssid, channel }: AccessPoint): string {
  const [encryption, cipher] = password === '' ? [OPEN, NO_CIPHER] : [WPA2_PSK, CCMP];
  return `+CWLAP:(${encryption},"${ssid}",${rssi},"${bssid}",${channel},-1,-1,${cipher},${cipher},${PROTOCOLS},0)`;
}
