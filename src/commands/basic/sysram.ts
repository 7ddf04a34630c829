import { okWith } from '#at/reply';
import { defineCommand, form } from '../define.ts';

export const sysram = defineCommand({
  name: 'AT+SYSRAM',
  family: 'basic',
  help: 'Free bytes of the heap now, and the fewest since boot.',
  forms: {
    query: form({ run: ({ kernel }) => okWith(`+SYSRAM:${kernel.free},${kernel.minFree}`) }),
  },
});
