import { okWith } from '#at/reply';
import { int, response } from '#at/response';
import { defineCommand, form } from '../define.ts';

const heap = response`+SYSRAM:${int('remaining RAM size')},${int('minimum heap size')}`;

export const sysram = defineCommand({
  name: 'AT+SYSRAM',
  family: 'basic',
  help: 'Free bytes of the heap now, and the fewest since boot.',
  forms: {
    query: form({ responses: [heap], run: ({ kernel }) => okWith(heap.line(kernel.free, kernel.minFree)) }),
  },
});
