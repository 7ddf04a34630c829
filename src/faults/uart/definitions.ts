import { z } from 'zod';
import { message } from '#messages/message';
import { defineFault } from '../definition.ts';

const direction = z
  .enum(['toModule', 'toHost', 'both'])
  .default('both')
  .describe('Which bytes: what the host sends, what the module sends, or both.');

/** What goes wrong between a host and its module. */
export const uartFaults = {
  'uart.lose': defineFault({
    about: message('faultAbout.uartLose'),
    hostSees: message('faultHostSees.uartLose'),
    parameters: { direction },
  }),
};
