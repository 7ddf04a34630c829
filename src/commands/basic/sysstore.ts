import { OK, okWith } from '#at/reply';
import { defineCommand, form } from '../define.ts';
import { onOff } from '../params.ts';

export const sysstore = defineCommand({
  name: 'AT+SYSSTORE',
  family: 'storage',
  help: 'Whether settings made by commands are stored and survive a restart; 1 after boot.',
  forms: {
    query: form({ run: (module) => okWith(`+SYSSTORE:${module.storing ? 1 : 0}`) }),
    set: form({
      params: [onOff('store_mode', '0: nothing is stored; 1: settings are stored.')],
      run(module, [mode]) {
        module.storing = mode === 1;
        return OK;
      },
    }),
  },
});
