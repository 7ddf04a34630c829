import { errorCode } from '#at/codes';
import type { CommandDefinition } from '#at/command';
import { number } from '#at/params';
import { OK, okWith } from '#at/reply';
import { int, response } from '#at/response';
import type { Module } from '#module/module';
import type { WifiMode } from '#module/wifi/wifi';
import { defineCommand, form } from '../define.ts';
import { defaultAtEnd, onOff } from '../params.ts';
import { responseName, type Spelling, storeOf } from '../spelling.ts';
import { wifiOn } from './requires.ts';

export function defineCwmode(spelling: Spelling): CommandDefinition<Module> {
  const current = response`${responseName(spelling)}:${int('mode')}`;
  return defineCommand({
    name: spelling.name,
    family: 'wifi',
    help: 'The Wi-Fi mode; without a station there is no network.',
    forms: {
      query: form({ responses: [current], run: ({ wifi }) => okWith(current.line(wifi.mode)) }),
      set: form({
        params: [
          number<Module>('mode', {
            about: '0: off; 1: station; 2: access point; 3: both.',
            range: [0, 3],
            value: errorCode('invalid', 1),
          }),
          defaultAtEnd(onOff('auto_connect', '1: join the stored access point at once.', { fallback: true })),
        ],
        requires: wifiOn,
        run(module, [mode, autoConnect]) {
          module.wifi.storeMode(mode as WifiMode, storeOf(module, spelling));
          return { ...OK, after: () => enter(module, mode as WifiMode, autoConnect) };
        },
      }),
    },
  });
}

export const cwmode = defineCwmode({ name: 'AT+CWMODE', stores: true });

function enter({ wifi, sntp }: Module, mode: WifiMode, autoConnect: boolean): void {
  const began = !wifi.station;
  wifi.setMode(mode);
  if (!began || !autoConnect) return;
  wifi.autojoin();
  sntp.start();
}
