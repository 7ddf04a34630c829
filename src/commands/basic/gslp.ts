import { number } from '#at/params';
import { okWith } from '#at/reply';
import { int, response } from '#at/response';
import type { Module } from '#module/module';
import { defineCommand, form } from '../define.ts';

/** About 24.8 days, the longest that a timer takes. */
const LONGEST_MS = 0x7fff_ffff;

const time = response`${int('time')}`;

export const gslp = defineCommand({
  name: 'AT+GSLP',
  family: 'basic',
  help: 'Sleeps deeply: links close, nothing is heard until the time is up, then the module boots.',
  forms: {
    set: form({
      params: [
        number<Module>('time', { about: 'Milliseconds; 0: restart at once.', range: [0, LONGEST_MS] }),
      ],
      responses: [time],
      run: (module, [ms]) => ({ ...okWith(time.line(ms)), restarts: true, after: () => module.sleep(ms) }),
    }),
  },
});
