import { errorCode } from '#at/codes';
import type { CommandRow, Form } from '#at/command';
import { number, string } from '#at/params';
import { failure, OK, okWith } from '#at/reply';
import type { Flash, FlashValue } from '#module/flash/flash';
import type { Module } from '#module/module';
import { storedValue } from '#module/state';
import { defineCommand, form } from '../define.ts';
import { onOff } from '../params.ts';

const LAST_CHANNEL = 14;

/** A type and no interface, so that it is a value of the flash too. */
type Country = { policy: number; code: string; firstChannel: number; channels: number };

/** Only `AT+CWCOUNTRY_DEF` stores it. */
const country = storedValue<Country>(
  'wifi.country',
  { policy: 0, code: 'CN', firstChannel: 1, channels: 13 },
  readCountry,
);

/** @param stored an object, or as the reply printed it, which is how it was stored up to version 0.1.0 */
function readCountry(stored: FlashValue): Country | undefined {
  if (typeof stored === 'string') {
    const [, policy, code, firstChannel, channels] = /^(\d+),"(.*)",(\d+),(\d+)$/.exec(stored) ?? [];
    if (code === undefined) return undefined;
    return { policy: Number(policy), code, firstChannel: Number(firstChannel), channels: Number(channels) };
  }
  if (typeof stored !== 'object') return undefined;
  const { policy, code, firstChannel, channels } = stored as Partial<Record<keyof Country, FlashValue>>;
  if (typeof policy !== 'number' || typeof code !== 'string') return undefined;
  if (typeof firstChannel !== 'number' || typeof channels !== 'number') return undefined;
  return { policy, code, firstChannel, channels };
}

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
      module.state.store(country, { policy, code: code.toString(), firstChannel, channels }, store(module));
      return OK;
    },
  });
}

export const cwcountry = defineCommand({
  name: 'AT+CWCOUNTRY',
  family: 'wifi',
  help: 'The country code and its channels, until the next restart. There is no air here that they could rule.',
  forms: {
    query: form({
      run({ state }) {
        const { policy, code, firstChannel, channels } = state.get(country);
        return okWith(`+CWCOUNTRY:${policy},"${code}",${firstChannel},${channels}`);
      },
    }),
    set: setting(() => undefined),
  },
});

/** As firmware 1.x stores it with `AT+CWCOUNTRY_DEF`; later firmware cannot. */
export const storedCountry: CommandRow<Module> = {
  ...cwcountry,
  forms: { ...cwcountry.forms, set: setting(({ store }) => store) },
};
