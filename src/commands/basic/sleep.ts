import { number } from '#at/params';
import { OK, okWith } from '#at/reply';
import type { Module } from '#module/module';
import { volatileValue } from '#module/state';
import { defineCommand, form } from '../define.ts';

const sleepMode = volatileValue(0);

export const sleep = defineCommand({
  name: 'AT+SLEEP',
  family: 'basic',
  help: 'The sleep mode. It saves no power here, and hosts can ask for what they set.',
  forms: {
    query: form({ run: ({ state }) => okWith(`+SLEEP:${state.get(sleepMode)}`) }),
    set: form({
      params: [
        number<Module>('mode', {
          about: '0: none; 1: modem sleep by DTIM; 2: light sleep; 3: modem sleep by listen interval.',
          range: [0, 3],
        }),
      ],
      run({ state }, [mode]) {
        state.set(sleepMode, mode);
        return OK;
      },
    }),
  },
});
