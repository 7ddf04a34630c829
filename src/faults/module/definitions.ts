import { z } from 'zod';
import { message } from '#messages/message';
import { defineFault } from '../definition.ts';
import { time } from '../parameters.ts';

const command = z
  .string()
  .regex(/^AT/i)
  .optional()
  .describe('Only for commands that begin so, such as AT+MQTTPUB; without it for every command.');

/** What goes wrong inside a module. */
export const moduleFaults = {
  'module.noMemory': defineFault({
    about: message('faultAbout.moduleNoMemory'),
    hostSees: message('faultHostSees.moduleNoMemory'),
    parameters: {
      what: z
        .enum(['heap', 'semaphore', 'eventGroup'])
        .default('heap')
        .describe('What there is none of: memory (0x6005), a semaphore (0x604E), an event group (0x604F).'),
    },
  }),
  'module.busy': defineFault({
    about: message('faultAbout.moduleBusy'),
    hostSees: message('faultHostSees.moduleBusy'),
    parameters: { command, time: time().describe('How long a command waits before it runs.') },
  }),
};
