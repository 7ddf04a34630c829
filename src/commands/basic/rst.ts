import { OK } from '#at/reply';
import { defineCommand, form } from '../define.ts';

export const rst = defineCommand({
  name: 'AT+RST',
  family: 'basic',
  help: 'Restarts the module: links close, what was not stored is lost.',
  forms: {
    execute: form({ run: (module) => ({ ...OK, after: () => module.restart() }) }),
  },
});
