import { errorCode } from '#at/codes';
import { string } from '#at/params';
import { OK, okWith } from '#at/reply';
import type { Module } from '#module/module';
import { defineCommand, form } from '../define.ts';
import { station } from './requires.ts';

export const cwhostname = defineCommand({
  name: 'AT+CWHOSTNAME',
  family: 'wifi',
  help: 'The name the station gives to DHCP servers, until the next restart.',
  forms: {
    query: form({ run: ({ modes }) => okWith(Buffer.from(`+CWHOSTNAME:${modes.hostName}`, 'latin1')) }),
    set: form({
      params: [
        string<Module>('hostname', {
          about: 'The name.',
          max: 32,
          empty: { code: errorCode('invalid'), fails: true },
        }),
      ],
      requires: station,
      run({ modes }, [hostName]) {
        modes.hostName = hostName.toString('latin1');
        return OK;
      },
    }),
  },
});
