import { number } from '#at/params';
import { OK, okWith } from '#at/reply';
import { int, response } from '#at/response';
import type { Module } from '#module/module';
import { defineCommand, form } from '../define.ts';

const interval = response`+CIPSNTPINTV:${int('interval second')}`;

export const cipsntpintv = defineCommand({
  name: 'AT+CIPSNTPINTV',
  since: '2.3',
  family: 'time',
  help: 'How often the clock is set again over SNTP.',
  forms: {
    query: form({ responses: [interval], run: ({ sntp }) => okWith(interval.line(sntp.intervalSeconds)) }),
    set: form({
      params: [
        number<Module>('interval second', { about: 'Seconds between two times.', range: [15, 4_294_967] }),
      ],
      run(module, [seconds]) {
        module.sntp.setInterval(seconds, module.store);
        return OK;
      },
    }),
  },
});
