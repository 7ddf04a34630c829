import { number } from '#at/params';
import { OK, okWith } from '#at/reply';
import { int, response } from '#at/response';
import { byFirmware } from '#firmware/choice';
import type { Module } from '#module/module';
import { storedScalar } from '#module/state';
import { defineCommand, form } from '../define.ts';

/** 802.11 b, g and n. */
const BGN = 7;
/** With Espressif's long range as bit 3. */
const WITH_LONG_RANGE = 15;

const protocols = storedScalar<number>('wifi.stationProtocols', BGN);

const protocol = (last: number) =>
  number<Module>('protocol', {
    about: 'Bit 0: 802.11b; bit 1: 802.11g; bit 2: 802.11n; bit 3: long range.',
    range: [1, last],
  });

const current = response`+CWSTAPROTO:${int('protocol')}`;

export const cwstaproto = defineCommand({
  name: 'AT+CWSTAPROTO',
  family: 'wifi',
  help: 'The 802.11 standards of the station. Kept, stored and reported; every access point here is joined with any.',
  forms: {
    query: form({
      responses: [current],
      run: ({ state }) => okWith(current.line(state.get(protocols))),
    }),
    set: form({
      params: [byFirmware({ '2.2': protocol(BGN), '3.2': protocol(WITH_LONG_RANGE) })],
      run({ state, store }, [bits]) {
        state.store(protocols, bits, store);
        return OK;
      },
    }),
  },
});
