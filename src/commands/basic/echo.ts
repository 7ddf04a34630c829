import { OK } from '#at/reply';
import { defineCommand, form } from '../define.ts';

const echoCommand = (name: string, on: boolean, help: string) =>
  defineCommand({
    name,
    family: 'basic',
    help,
    forms: {
      execute: form({
        run(module) {
          module.at.echo = on;
          return OK;
        },
      }),
    },
  });

export const ate0 = echoCommand('ATE0', false, 'Commands no longer come back.');
export const ate1 = echoCommand(
  'ATE1',
  true,
  'Commands come back as they are accepted; so it is after boot.',
);
