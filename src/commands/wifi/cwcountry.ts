import { errorCode } from '../../at/codes.ts';
import { number, string } from '../../at/params.ts';
import { failure, OK, okWith } from '../../at/reply.ts';
import type { Module } from '../../module/module.ts';
import { defineCommand, form } from '../define.ts';
import { onOff } from '../params.ts';

const LAST_CHANNEL = 14;

export const cwcountry = defineCommand({
  name: 'AT+CWCOUNTRY',
  family: 'wifi',
  help: 'The country code and its channels, until the next restart. There is no air here that they could rule.',
  forms: {
    query: form({
      run({ modes: { country } }) {
        const { policy, code, firstChannel, channels } = country;
        return okWith(`+CWCOUNTRY:${policy},"${code}",${firstChannel},${channels}`);
      },
    }),
    set: form({
      params: [
        onOff('country_policy', '0: follow the access point; 1: keep this code.'),
        string<Module>('country_code', { about: 'Two letters, as in ISO 3166-1.', max: 3 }),
        number<Module>('start_channel', { about: 'The first channel.', range: [1, LAST_CHANNEL] }),
        number<Module>('total_channel_count', { about: 'How many channels.', range: [1, LAST_CHANNEL] }),
      ],
      codes: [errorCode('invalid')],
      run({ modes }, [policy, code, firstChannel, channels]) {
        const last = firstChannel + channels - 1;
        if (last > LAST_CHANNEL) {
          return failure(errorCode('invalid'), `the channels go up to ${last}; there are ${LAST_CHANNEL}`);
        }
        modes.country = { policy, code: code.toString(), firstChannel, channels };
        return OK;
      },
    }),
  },
});
