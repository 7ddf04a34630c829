import { number } from '#at/params';
import { OK, okWith } from '#at/reply';
import { int, response } from '#at/response';
import type { Module } from '#module/module';
import { defineCommand, form } from '../define.ts';

const config = response`+CWRECONNCFG:${int('interval_second')},${int('repeat_count')}`;

export const cwreconncfg = defineCommand({
  name: 'AT+CWRECONNCFG',
  family: 'wifi',
  help: 'How the station comes back to an access point it has lost. AT+CWJAP sets the interval too.',
  forms: {
    query: form({
      responses: [config],
      run({ wifi }) {
        const { intervalSeconds, repeatCount } = wifi.rejoinConfig;
        return okWith(config.line(intervalSeconds, repeatCount));
      },
    }),
    set: form({
      params: [
        number<Module>('interval_second', {
          about: 'Seconds between two tries; 0: it does not come back by itself.',
          range: [0, 7200],
        }),
        number<Module>('repeat_count', { about: 'How many tries; 0: without end.', range: [0, 1000] }),
      ],
      run(module, [intervalSeconds, repeatCount]) {
        module.wifi.setRejoin({ intervalSeconds, repeatCount }, module.store);
        return OK;
      },
    }),
  },
});
