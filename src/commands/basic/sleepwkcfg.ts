import { number } from '#at/params';
import { OK } from '#at/reply';
import type { Module } from '#module/module';
import { defineCommand, form } from '../define.ts';
import { ifGiven } from '../params.ts';

const GPIO_SOURCE = 2;
const LAST_GPIO = 21;

export const sleepwkcfg = defineCommand({
  name: 'AT+SLEEPWKCFG',
  family: 'basic',
  help: 'What wakes the module from light sleep. There are no pins here, and a module that answers at once never sleeps lightly.',
  forms: {
    set: form({
      params: [
        number<Module>('wakeup source', { about: '2: a pin.', range: [GPIO_SOURCE, GPIO_SOURCE] }),
        number<Module>('GPIO', { about: 'The number of the pin.', range: [0, LAST_GPIO] }),
        ifGiven(number<Module>('level', { about: '0: low wakes; 1: high wakes.', range: [0, 1] })),
      ],
      run: () => OK,
    }),
  },
});
