import { number } from '#at/params';
import { okRightBehind, type Reply } from '#at/reply';
import { int, response } from '#at/response';
import type { Flash } from '#module/flash/flash';
import type { Module } from '#module/module';
import { defineCommand, form } from '../define.ts';
import { onOff } from '../params.ts';
import { readdressed } from '../readdress.ts';

const state = response`+CWDHCP:${int('state')}`;

export const cwdhcp = defineCommand({
  name: 'AT+CWDHCP',
  family: 'wifi',
  help: 'Whether the station asks for its address. Switched on it ends AT+CIPSTA; off, AT+CIPSTA gives the address.',
  forms: {
    query: form({ responses: [state], run: ({ wifi }) => okRightBehind(state.line(wifi.network.dhcp)) }),
    set: form({
      params: [
        onOff('operate', '0: off; 1: on.'),
        number<Module>('mode', { about: 'Bit 0: the station; bit 1: the access point.', range: [1, 3] }),
      ],
      run: (module, [operate, mode]) => switchDHCP(module, operate, mode, module.store),
    }),
  },
});

/** For the station (1), for the access point (2), or for both (3). @param store undefined: not stored */
export function switchDHCP(module: Module, on: boolean, bits: number, store: Flash | undefined): Reply {
  module.wifi.network.setDHCP(on, bits, store);
  return readdressed(module);
}
