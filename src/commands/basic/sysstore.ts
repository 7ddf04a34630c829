import { OK, okWith } from '#at/reply';
import { flag, response } from '#at/response';
import { defineCommand, form } from '../define.ts';
import { onOff } from '../params.ts';

const mode = response`+SYSSTORE:${flag('store_mode')}`;

export const sysstore = defineCommand({
  name: 'AT+SYSSTORE',
  family: 'storage',
  help: 'Whether settings made by commands are stored and survive a restart; 1 after boot.',
  forms: {
    query: form({ responses: [mode], run: (module) => okWith(mode.line(module.storing)) }),
    set: form({
      params: [onOff('store_mode', '0: nothing is stored; 1: settings are stored.')],
      run(module, [stores]) {
        module.storing = stores;
        return OK;
      },
    }),
  },
});
