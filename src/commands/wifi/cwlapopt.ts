import { number } from '#at/params';
import { OK } from '#at/reply';
import type { Module } from '#module/module';
import { volatileValue } from '#module/state';
import { defineCommand, form } from '../define.ts';
import { onOff } from '../params.ts';

/** What `AT+CWLAP` lists: the columns and encryptions as bits, the weakest signal in dBm. */
export const scanOptions = volatileValue({
  strongestFirst: true,
  columns: 0x7ff,
  weakest: -100,
  encryptions: 0xffff,
});

export const cwlapopt = defineCommand({
  name: 'AT+CWLAPOPT',
  family: 'wifi',
  help: 'What AT+CWLAP prints, and in which order, until the next restart.',
  forms: {
    set: form({
      params: [
        // ESP-AT reserves it; firmware 1.x sorts by it, and hosts still say which order they want.
        onOff('sort', '0: in the order of the settings; 1: the strongest first.', { fallback: true }),
        number<Module>('print mask', {
          about: 'A bit for each column, from the left; bit 0: ecn … bit 10: wps.',
          range: [0, 0x7ff],
        }),
        number<Module>('rssi filter', {
          about: 'The weakest signal that is listed, in dBm.',
          range: [-100, 40],
          fallback: -100,
        }),
        number<Module>('authmode mask', {
          about: 'A bit for each encryption that is listed; bit 0: open … bit 3: WPA2.',
          range: [0, 0xffff],
          fallback: 0xffff,
        }),
      ],
      run({ state }, [strongestFirst, columns, weakest, encryptions]) {
        state.set(scanOptions, { strongestFirst, columns, weakest, encryptions });
        return OK;
      },
    }),
  },
});
