import { errorCode } from '#at/codes';
import type { CommandRow, Form } from '#at/command';
import { number, string } from '#at/params';
import { failure, OK, okWith } from '#at/reply';
import type { Flash } from '#module/flash/flash';
import type { Module } from '#module/module';
import { defineCommand, form } from '../define.ts';
import { onOff } from '../params.ts';

const LAST_CHANNEL = 14;

/** @param store where the code is kept for the next start */
function setting(store: (module: Module) => Flash | undefined): Form<Module> {
  return form({
    params: [
      onOff('country_policy', '0: follow the access point; 1: keep this code.'),
      string<Module>('country_code', { about: 'Two letters, as in ISO 3166-1.', max: 3 }),
      number<Module>('start_channel', { about: 'The first channel.', range: [1, LAST_CHANNEL] }),
      number<Module>('total_channel_count', { about: 'How many channels.', range: [1, LAST_CHANNEL] }),
    ],
    codes: [errorCode('invalid')],
    run(module, [policy, code, firstChannel, channels]) {
      const last = firstChannel + channels - 1;
      if (last > LAST_CHANNEL) {
        return failure(errorCode('invalid'), `the channels go up to ${last}; there are ${LAST_CHANNEL}`);
      }
      module.country.set(`${policy},"${code}",${firstChannel},${channels}`, store(module));
      return OK;
    },
  });
}

export const cwcountry = defineCommand({
  name: 'AT+CWCOUNTRY',
  family: 'wifi',
  help: 'The country code and its channels, until the next restart. There is no air here that they could rule.',
  forms: {
    query: form({ run: ({ country }) => okWith(`+CWCOUNTRY:${country.value}`) }),
    set: setting(() => undefined),
  },
});

/** As firmware 1.x stores it with `AT+CWCOUNTRY_DEF`; later firmware cannot. */
export const storedCountry: CommandRow<Module> = {
  ...cwcountry,
  forms: { ...cwcountry.forms, set: setting(({ store }) => store) },
};
