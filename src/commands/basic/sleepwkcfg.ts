import { number } from '#at/params';
import { bareFailure, OK } from '#at/reply';
import { byFirmware } from '#firmware/choice';
import { message } from '#messages/message';
import type { Module } from '#module/module';
import { defineCommand, form } from '../define.ts';
import { ifGiven } from '../params.ts';

const [TIMER, GPIO] = [0, 2];
const LAST_GPIO = 21;
const LONGEST_MS = 0x7fff_ffff;

/** From 3.2 on only a pin wakes the module; before, a timer too, for which what follows is milliseconds. */
const source = (first: number) =>
  number<Module>('wakeup source', { about: '0: a timer; 2: a pin.', range: [first, GPIO] });

const pin = number<Module>('GPIO', { about: 'The number of the pin.', range: [0, LAST_GPIO] });
const time = number<Module>('GPIO', {
  about: 'The number of the pin, or milliseconds.',
  range: [0, LONGEST_MS],
});
const level = ifGiven(number<Module>('level', { about: '0: low wakes; 1: high wakes.', range: [0, 1] }));

export const sleepwkcfg = defineCommand({
  name: 'AT+SLEEPWKCFG',
  family: 'basic',
  help: 'What wakes the module from light sleep. There are no pins here, and a module that answers at once never sleeps lightly.',
  forms: {
    set: byFirmware({
      '2.2': form({
        params: [source(TIMER), time, level],
        run: (_, [source, value]) =>
          source === TIMER || (source === GPIO && value <= LAST_GPIO)
            ? OK
            : bareFailure(message('commands.noWakeupSource')),
      }),
      '3.2': form({ params: [source(GPIO), pin, level], run: () => OK }),
    }),
  },
});
