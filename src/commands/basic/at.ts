import { OK } from '#at/reply';
import { defineCommand, form } from '../define.ts';

export const at = defineCommand({
  name: 'AT',
  family: 'basic',
  help: 'Answers OK when the module is there.',
  forms: { execute: form({ run: () => OK }) },
});
