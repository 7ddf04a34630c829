import type { CommandDefinition } from '#at/command';
import { number } from '#at/params';
import { okWith } from '#at/reply';
import { int, response } from '#at/response';
import type { Module } from '#module/module';
import { form } from '../define.ts';
import { onOff } from '../params.ts';
import { responseName, type Spelling, storeOf } from '../spelling.ts';
import { switchDHCP } from '../wifi/cwdhcp.ts';

/** What firmware 1.x calls the access point, the station and both, as the bits of `AT+CWDHCP`. */
const BITS = [2, 1, 3] as const;

/** `AT+CWDHCP` with its parameters the other way round, and the station and the access point too. */
export function defineLegacyCwdhcp(spelling: Spelling): Pick<CommandDefinition<Module>, 'family' | 'forms'> {
  const state = response`${responseName(spelling)}:${int('mode')}`;
  return {
    family: 'wifi',
    forms: {
      query: form({
        responses: [state],
        run: ({ wifi }) => okWith(state.line(swapBits(wifi.network.dhcp))),
      }),
      set: form({
        params: [
          number<Module>('mode', { about: '0: the access point; 1: the station; 2: both.', range: [0, 2] }),
          onOff('en', '0: off; 1: on.'),
        ],
        run: (module, [mode, en]) =>
          switchDHCP(module, en, BITS[mode as 0 | 1 | 2], storeOf(module, spelling)),
      }),
    },
  };
}

function swapBits(bits: number): number {
  return ((bits & 1) << 1) | (bits >> 1);
}
