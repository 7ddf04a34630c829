import { OK, verbatim } from '#at/reply';
import { defineCommand, form } from '../define.ts';

/** What stands in for OK when another command is cut short [B-BUSY-2]. */
const FORCED = verbatim('\r\nWill force to restart!!!\r\n');

export const rst = defineCommand({
  name: 'AT+RST',
  family: 'basic',
  help: 'Restarts the module: links close, what was not stored is lost.',
  forms: {
    execute: form({
      whileBusy: true,
      run: (module) => ({ ...(module.at.busy ? FORCED : OK), after: () => module.restart() }),
    }),
  },
});
