import { OK } from '#at/reply';
import { defineCommand, form } from '../define.ts';

export const restore = defineCommand({
  name: 'AT+RESTORE',
  family: 'basic',
  help: 'Clears the stored settings, not the certificates, and restarts the module.',
  forms: {
    execute: form({
      run(module) {
        module.flash.restore();
        return { ...OK, restarts: true, after: () => module.restart() };
      },
    }),
  },
});
