import { number } from '#at/params';
import { OK } from '#at/reply';
import { byFirmware } from '#firmware/choice';
import type { Module } from '#module/module';
import { volatileValue } from '#module/state';
import { defineCommand, form } from '../define.ts';
import { omissible, onOff } from '../params.ts';

/** What `AT+CWLAP` lists: the columns and encryptions as bits, the weakest signal in dBm. */
export const scanOptions = volatileValue({
  strongestFirst: true,
  columns: 0x7ff,
  weakest: -100,
  encryptions: 0xffff,
});

/** ESP-AT reserves it, and from 4.1 on it may be empty; firmware 1.x sorts by it, and hosts still say which order they want. */
const ORDERS = '0: in the order of the settings; 1: the strongest first.';

export const cwlapopt = defineCommand({
  name: 'AT+CWLAPOPT',
  family: 'wifi',
  help: 'What AT+CWLAP prints, and in which order, until the next restart.',
  forms: {
    set: form({
      params: [
        byFirmware({ '2.2': onOff('sort', ORDERS), '4.1': onOff('sort', ORDERS, { fallback: true }) }),
        number<Module>('print mask', {
          about: 'A bit for each column, from the left; bit 0: ecn … bit 10: wps.',
          range: [0, 0x7ff],
        }),
        omissible(
          number<Module>('rssi filter', {
            about: 'The weakest signal that is listed, in dBm.',
            range: [-100, 40],
            fallback: -100,
          }),
        ),
        omissible(
          number<Module>('authmode mask', {
            about: 'A bit for each encryption that is listed; bit 0: open … bit 3: WPA2.',
            range: [0, 0xffff],
            fallback: 0xffff,
          }),
        ),
      ],
      run({ state }, [strongestFirst, columns, weakest, encryptions]) {
        state.set(scanOptions, { strongestFirst, columns, weakest, encryptions });
        return OK;
      },
    }),
  },
});
