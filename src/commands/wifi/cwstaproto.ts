import { number } from '#at/params';
import { OK, okWith } from '#at/reply';
import { int, response } from '#at/response';
import type { Module } from '#module/module';
import { storedScalar } from '#module/state';
import { defineCommand, form } from '../define.ts';

/** 802.11 b, g and n. */
const BGN = 7;
/** With Espressif's long range as bit 3. */
const ALL_BITS = 15;

const protocols = storedScalar<number>('wifi.stationProtocols', BGN);

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
      params: [
        number<Module>('protocol', {
          about: 'Bit 0: 802.11b; bit 1: 802.11g; bit 2: 802.11n; bit 3: long range.',
          range: [1, ALL_BITS],
        }),
      ],
      run({ state, store }, [bits]) {
        state.store(protocols, bits, store);
        return OK;
      },
    }),
  },
});
