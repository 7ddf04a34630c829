import { number } from '#at/params';
import { OK, okRightBehind } from '#at/reply';
import { int, response } from '#at/response';
import type { Module } from '#module/module';
import { storedScalar } from '#module/state';
import { defineCommand, form } from '../define.ts';

/** Its bits. */
const systemMessages = storedScalar<number>('sys.messages', 0);

const state = response`+SYSMSG:${int('state')}`;

export const sysmsg = defineCommand({
  name: 'AT+SYSMSG',
  family: 'basic',
  help: 'Which messages a TCP connection prompts. All bits speak of TCP and passthrough; MQTT messages do not depend on them.',
  forms: {
    query: form({
      responses: [state],
      run: (module) => okRightBehind(state.line(module.state.get(systemMessages))),
    }),
    set: form({
      params: [
        number<Module>('state', {
          about: 'Bit 0: on leaving passthrough; bit 1: detailed connections; bit 2: states in passthrough.',
          range: [0, 7],
        }),
      ],
      run({ state, store }, [bits]) {
        state.store(systemMessages, bits, store);
        return OK;
      },
    }),
  },
});
