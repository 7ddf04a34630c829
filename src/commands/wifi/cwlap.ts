import { number, string } from '#at/params';
import { okWith, type Reply } from '#at/reply';
import { int, masked, response, text } from '#at/response';
import { byFirmware } from '#firmware/choice';
import type { Module } from '#module/module';
import type { AccessPoint } from '#module/wifi/access-points';
import { defineCommand, form } from '../define.ts';
import { omissible, onOff } from '../params.ts';
import { scanOptions } from './cwlapopt.ts';
import { accessPointMac } from './mac.ts';
import { station } from './requires.ts';

const OPEN = 0;
const WPA2_PSK = 3;
/** Ciphers: none, and CCMP. */
const NO_CIPHER = 0;
const CCMP = 4;
/** 802.11 b, g and n. */
const PROTOCOLS = 7;
/** Bits 1 to 14. */
const ALL_CHANNELS = 0x7ffe;

const scanTime = (name: string) =>
  omissible(
    number<Module>(name, {
      about: 'Milliseconds on a channel; every scan is done at once here.',
      range: [0, 1500],
      fallback: 0,
    }),
  );

const channels = (name: string) =>
  omissible(
    number<Module>(name, {
      about: 'A bit for each channel, from bit 1 on; 0: all. Only without a channel.',
      range: [0, ALL_CHANNELS],
      fallback: 0,
    }),
  );

/** All eleven columns unless AT+CWLAPOPT says otherwise, as from firmware 2.2 on. */
const accessPoint = response`+CWLAP:(${masked(
  int('ecn'),
  text('ssid'),
  int('rssi'),
  text('mac'),
  int('channel'),
  int('freq_offset'),
  int('freqcal_val'),
  int('pairwise_cipher'),
  int('group_cipher'),
  int('bgn'),
  int('wps'),
)})`;

export const cwlap = defineCommand({
  name: 'AT+CWLAP',
  family: 'wifi',
  help: 'Lists the access points in the air, as AT+CWLAPOPT says; they are those of the settings.',
  forms: {
    set: form({
      params: [
        omissible(string<Module>('ssid', { about: 'Only those of this name.', max: 32, fallback: '' })),
        omissible(accessPointMac('mac', 'Only the one with this MAC address.')),
        omissible(
          number<Module>('channel', { about: 'Only this channel; 0: all.', range: [0, 14], fallback: 0 }),
        ),
        omissible(onOff('scan_type', '0: active; 1: passive.', { fallback: false })),
        scanTime('scan_time_min'),
        scanTime('scan_time_max'),
        byFirmware({
          '2.2': undefined,
          '4.1': channels('ext_channel_bitmap'),
          '5.0': channels('2ghz_channel_bitmap'),
        }),
      ],
      requires: station,
      responses: [accessPoint],
      run(module, [ssid, bssid, channel, , , , bitmap = 0]) {
        const heard = module.wifi
          .scan(ssid.length === 0 ? undefined : ssid)
          .filter((each) => bssid === '' || each.bssid === bssid)
          .filter((each) => (channel === 0 ? isIn(bitmap, each.channel) : each.channel === channel));
        return list(module, heard);
      },
    }),
    execute: form({
      requires: station,
      responses: [accessPoint],
      run: (module) => list(module, module.wifi.scan()),
    }),
  },
});

function isIn(bitmap: number, channel: number): boolean {
  return bitmap === 0 || (bitmap & (1 << channel)) !== 0;
}

/** Answers with access points, as `AT+CWLAPOPT` says. @param heard the strongest first */
function list({ state }: Module, heard: readonly AccessPoint[]): Reply {
  const scan = state.get(scanOptions);
  const listed = heard.filter(
    (each) => each.rssi >= scan.weakest && (scan.encryptions & (1 << encryptionOf(each))) !== 0,
  );
  // They were given their MAC addresses in the order of the settings.
  if (!scan.strongestFirst) listed.sort((one, other) => (one.bssid < other.bssid ? -1 : 1));
  return okWith(...listed.map((each) => describe(each, scan.columns)));
}

function describe(heard: AccessPoint, columns: number): Buffer {
  const { ssid, rssi, bssid, channel } = heard;
  const encryption = encryptionOf(heard);
  const cipher = encryption === OPEN ? NO_CIPHER : CCMP;
  return accessPoint.line({
    mask: columns,
    values: [encryption, ssid, rssi, bssid, channel, -1, -1, cipher, cipher, PROTOCOLS, 0],
  });
}

function encryptionOf({ password }: AccessPoint): number {
  return password.length === 0 ? OPEN : WPA2_PSK;
}
