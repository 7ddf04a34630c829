import { number } from '#at/params';
import { OK, okWith } from '#at/reply';
import type { Module } from '#module/module';
import type { WifiMode } from '#module/wifi/wifi';
import { defineCommand, form } from '../define.ts';
import { wifiOn } from './requires.ts';

export const cwmode = defineCommand({
  name: 'AT+CWMODE',
  family: 'wifi',
  help: 'The Wi-Fi mode; without a station there is no network.',
  forms: {
    query: form({ run: ({ wifi }) => okWith(`+CWMODE:${wifi.mode}`) }),
    set: form({
      params: [
        number<Module>('mode', { about: '0: off; 1: station; 2: access point; 3: both.', range: [0, 3] }),
        number<Module>('auto_connect', {
          about: '1: join the stored access point at once.',
          range: [0, 1],
          fallback: 1,
        }),
      ],
      requires: wifiOn,
      run(module, [mode, autoConnect]) {
        module.wifi.storeMode(mode as WifiMode, module.store);
        return {
          ...OK,
          after() {
            const { wifi, sntp } = module;
            const began = !wifi.station;
            wifi.setMode(mode as WifiMode);
            if (!began || autoConnect === 0) return;
            wifi.autojoin();
            sntp.start();
          },
        };
      },
    }),
  },
});
