import { number } from '#at/params';
import { bareFailure, OK, okWith } from '#at/reply';
import { int, response } from '#at/response';
import { message } from '#messages/message';
import type { Module } from '#module/module';
import { volatileValue } from '#module/state';
import { defineCommand, form } from '../define.ts';

const sleepMode = volatileValue(0);

const state = response`+SLEEP:${int('mode')}`;

export const sleep = defineCommand({
  name: 'AT+SLEEP',
  family: 'basic',
  help: 'The sleep mode. It saves no power here, and hosts can ask for what they set.',
  forms: {
    query: form({ responses: [state], run: (module) => okWith(state.line(module.state.get(sleepMode))) }),
    set: form({
      params: [
        number<Module>('mode', {
          about: '0: none; 1: modem sleep by DTIM; 2: light sleep; 3: modem sleep by listen interval.',
          range: [0, 3],
        }),
      ],
      run({ state, wifi }, [mode]) {
        // An access point must be heard at any time.
        if (mode !== 0 && wifi.mode >= 2) return bareFailure(message('commands.sleepNeedsStation'));
        state.set(sleepMode, mode);
        return OK;
      },
    }),
  },
});
