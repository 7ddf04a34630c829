import { OK, verbatim } from '#at/reply';
import { URCS } from '#at/urc';
import { defineCommand, form } from '../define.ts';

/** What stands in for OK when another command is cut short [B-BUSY-2]. */
const FORCED = verbatim(URCS.forcedRestart.bytes());

export const rst = defineCommand({
  name: 'AT+RST',
  family: 'basic',
  help: 'Restarts the module: links close, what was not stored is lost.',
  forms: {
    execute: form({
      whileBusy: true,
      responses: [URCS.forcedRestart],
      run: (module) => ({ ...(module.at.busy ? FORCED : OK), restarts: true, after: () => module.restart() }),
    }),
  },
});
