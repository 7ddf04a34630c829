import { number } from '#at/params';
import { OK, okRightBehind } from '#at/reply';
import { int, response } from '#at/response';
import type { Module } from '#module/module';
import { defineCommand, form } from '../define.ts';

/** What fits into a number of 32 bits with a sign. */
const LAST_SECOND = 0x7fff_ffff;

const timestamp = response`+SYSTIMESTAMP:${int('Unix_timestamp')}`;

export const systimestamp = defineCommand({
  name: 'AT+SYSTIMESTAMP',
  family: 'time',
  help: 'The module’s clock, in seconds since 1970 UTC.',
  forms: {
    query: form({
      responses: [timestamp],
      run: ({ moduleClock }) => okRightBehind(timestamp.line(Math.floor(moduleClock.now() / 1000))),
    }),
    set: form({
      params: [
        number<Module>('Unix_timestamp', {
          about: 'Seconds since 1970 UTC.',
          range: [0, LAST_SECOND],
          unsigned: true,
        }),
      ],
      run({ moduleClock }, [seconds]) {
        moduleClock.set(seconds * 1000);
        return OK;
      },
    }),
  },
});
