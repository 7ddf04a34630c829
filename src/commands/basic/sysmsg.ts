import { number } from '#at/params';
import { OK, okWith } from '#at/reply';
import type { Module } from '#module/module';
import { defineCommand, form } from '../define.ts';

export const sysmsg = defineCommand({
  name: 'AT+SYSMSG',
  family: 'basic',
  help: 'Which messages a TCP connection prompts. All bits speak of TCP and passthrough; MQTT messages do not depend on them.',
  forms: {
    query: form({ run: ({ systemMessages }) => okWith(`+SYSMSG:${systemMessages.value}`) }),
    set: form({
      params: [
        number<Module>('state', {
          about: 'Bit 0: on leaving passthrough; bit 1: detailed connections; bit 2: states in passthrough.',
          range: [0, 7],
        }),
      ],
      run(module, [state]) {
        module.systemMessages.set(state, module.store);
        return OK;
      },
    }),
  },
});
