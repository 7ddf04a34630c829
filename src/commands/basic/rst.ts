import { number } from '#at/params';
import { OK, OK_BYTES, verbatim } from '#at/reply';
import { URCS } from '#at/urc';
import { byFirmware } from '#firmware/choice';
import type { Module } from '#module/module';
import { defineCommand, form } from '../define.ts';

/** What comes before OK when another command is cut short [B-BUSY-2]. */
const FORCED = verbatim(Buffer.concat([URCS.forcedRestart.bytes(), OK_BYTES]));

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
    set: byFirmware({
      '2.2': undefined,
      '3.2': form({
        params: [
          number<Module>('mode', {
            about:
              '0: as AT+RST; 1: into download mode, where nothing is answered until the module is reset.',
            range: [0, 1],
          }),
        ],
        run: (module, [mode]) => ({
          ...OK,
          restarts: true,
          after: () => (mode === 0 ? module.restart() : module.awaitDownload()),
        }),
      }),
    }),
  },
});
