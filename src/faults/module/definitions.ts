import { z } from 'zod';
import { message } from '#messages/message';
import { defineFault } from '../definition.ts';
import { escapedText } from '../escaped-text.ts';
import { command, time } from '../parameters.ts';
import { timeShape } from './time-shape.ts';

/** What goes wrong inside a module. */
export const moduleFaults = {
  'module.reset': defineFault({
    about: message('faultAbout.moduleReset'),
    hostSees: message('faultHostSees.moduleReset'),
    parameters: {},
    momentary: true,
  }),
  'module.resetDuring': defineFault({
    about: message('faultAbout.moduleResetDuring'),
    hostSees: message('faultHostSees.moduleResetDuring'),
    parameters: {
      command,
      moment: z
        .enum(['start', 'data', 'answer'])
        .default('answer')
        .describe(
          'When: instead of running the command, in its data phase, or instead of its last answer, when it has done its work.',
        ),
      time: time()
        .optional()
        .describe('The reset comes so long after that moment, and the command runs and answers as it does.'),
    },
    count: 1,
  }),
  'module.brownOut': defineFault({
    about: message('faultAbout.moduleBrownOut'),
    hostSees: message('faultHostSees.moduleBrownOut'),
    parameters: {
      time: time().prefault('500ms').describe('How long after a boot it comes again.'),
      text: z
        .boolean()
        .default(false)
        .describe('Whether Brownout detector was triggered can be read before the reset, as on an ESP32.'),
    },
    count: 3,
  }),
  'module.powerOff': defineFault({
    about: message('faultAbout.modulePowerOff'),
    hostSees: message('faultHostSees.modulePowerOff'),
    parameters: {},
    lasting: true,
  }),
  'module.noMemory': defineFault({
    about: message('faultAbout.moduleNoMemory'),
    hostSees: message('faultHostSees.moduleNoMemory'),
    parameters: {
      what: z
        .enum(['heap', 'semaphore', 'eventGroup'])
        .default('heap')
        .describe('What there is none of: memory (0x6005), a semaphore (0x604E), an event group (0x604F).'),
      command: command.describe(
        'The command that fails by it, whatever it needs, as in AT+MQTTPUB; without it those that take it.',
      ),
    },
  }),
  'module.busy': defineFault({
    about: message('faultAbout.moduleBusy'),
    hostSees: message('faultHostSees.moduleBusy'),
    parameters: {
      command,
      time: time().describe('How long a command waits.'),
      holds: z
        .enum(['command', 'data'])
        .default('command')
        .describe('What waits: the command before it runs, or its data once all of it was taken.'),
    },
  }),
  'module.answer': defineFault({
    about: message('faultAbout.moduleAnswer'),
    hostSees: message('faultHostSees.moduleAnswer'),
    parameters: {
      command,
      answer: escapedText().describe(
        'OK, ERROR, busy or nothing, or other bytes as they are, with escapes: +MQTTPUB:FAIL\\r\\n.',
      ),
      run: z
        .boolean()
        .default(false)
        .describe(
          'Whether the command runs nevertheless, its data phase included, so that only its answer is lost.',
        ),
    },
    count: 1,
  }),
  'module.clockJump': defineFault({
    about: message('faultAbout.moduleClockJump'),
    hostSees: message('faultHostSees.moduleClockJump'),
    parameters: timeShape,
    momentary: true,
  }),
  'module.noTime': defineFault({
    about: message('faultAbout.moduleNoTime'),
    hostSees: message('faultHostSees.moduleNoTime'),
    parameters: {},
  }),
  'module.wrongTime': defineFault({
    about: message('faultAbout.moduleWrongTime'),
    hostSees: message('faultHostSees.moduleWrongTime'),
    parameters: timeShape,
  }),
};
