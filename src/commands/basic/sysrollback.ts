import { bareFailure } from '#at/reply';
import { message } from '#messages/message';
import { defineCommand, form } from '../define.ts';

export const sysrollback = defineCommand({
  name: 'AT+SYSROLLBACK',
  family: 'basic',
  help: 'Would go back to the firmware before this one, of which there is none: ERROR.',
  forms: { execute: form({ run: () => bareFailure(message('commands.noEarlierFirmware')) }) },
});
