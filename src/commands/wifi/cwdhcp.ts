import { number } from '#at/params';
import { OK, okWith, type Reply } from '#at/reply';
import type { Module } from '#module/module';
import { defineCommand, form } from '../define.ts';
import { onOff } from '../params.ts';

export const cwdhcp = defineCommand({
  name: 'AT+CWDHCP',
  family: 'wifi',
  help: 'Whether the station asks for its address. Switched on it ends AT+CIPSTA; off, AT+CIPSTA gives the address.',
  forms: {
    query: form({ run: ({ wifi }) => okWith(`+CWDHCP:${wifi.network.dhcp}`) }),
    set: form({
      params: [
        onOff('operate', '0: off; 1: on.'),
        number<Module>('mode', { about: 'Bit 0: the station; bit 1: the access point.', range: [1, 3] }),
      ],
      run: (module, [operate, mode]) => switchDHCP(module, operate === 1, mode),
    }),
  },
});

/** For the station (1), for the access point (2), or for both (3). */
export function switchDHCP({ wifi, sntp, store }: Module, on: boolean, bits: number): Reply {
  wifi.network.setDHCP(on, bits, store);
  const offline = !wifi.connected;
  return {
    ...OK,
    after() {
      wifi.readdress();
      if (offline) sntp.start();
    },
  };
}
