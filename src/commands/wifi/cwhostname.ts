import { string } from '#at/params';
import { OK, okWith } from '#at/reply';
import { bare, response } from '#at/response';
import { keep } from '#bytes/keep';
import type { Module } from '#module/module';
import { volatileValue } from '#module/state';
import { defineCommand, form } from '../define.ts';
import { station } from './requires.ts';

const hostName = volatileValue(Buffer.from('espressif'));

const current = response`+CWHOSTNAME:${bare('hostname')}`;

export const cwhostname = defineCommand({
  name: 'AT+CWHOSTNAME',
  family: 'wifi',
  help: 'The name the station gives to DHCP servers, until the next restart.',
  forms: {
    query: form({ responses: [current], run: ({ state }) => okWith(current.line(state.get(hostName))) }),
    set: form({
      params: [
        string<Module>('hostname', {
          about: 'The name.',
          max: 32,
          empty: { fails: true },
        }),
      ],
      requires: station,
      run({ state }, [name]) {
        state.set(hostName, keep(name));
        return OK;
      },
    }),
  },
});
