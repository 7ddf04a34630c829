import { errorCode } from '#at/codes';
import type { CommandDefinition } from '#at/command';
import { number, string } from '#at/params';
import { failure, OK, okWith } from '#at/reply';
import { int, response, text } from '#at/response';
import { message } from '#messages/message';
import type { FlashValue } from '#module/flash/flash';
import { fromStored, isStoredBytes, type StoredBytes, toStored } from '#module/flash/stored-bytes';
import type { Module } from '#module/module';
import { storedValue } from '#module/state';
import { defineCommand, form } from '../define.ts';
import { onOff } from '../params.ts';
import { responseName, type Spelling, storeOf } from '../spelling.ts';

const LAST_CHANNEL = 14;
/** Unlike those of other commands, wrong values of these have a code, with the number of the parameter. */
const WRONG_POLICY = errorCode('invalid', 1);
const WRONG_CHANNELS = errorCode('invalid', 4);

/** A type and no interface, so that it is a value of the flash too. */
type Country = { policy: number; code: StoredBytes; firstChannel: number; channels: number };

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
  if (typeof policy !== 'number' || !isStoredBytes(code)) return undefined;
  if (typeof firstChannel !== 'number' || typeof channels !== 'number') return undefined;
  return { policy, code, firstChannel, channels };
}

/** Later firmware stores nothing; 1.x does with `AT+CWCOUNTRY_DEF`. */
export function defineCwcountry(spelling: Spelling): CommandDefinition<Module> {
  const current = response`${responseName(spelling)}:${int('country_policy')},${text('country_code')},${int('start_channel')},${int('total_channel_count')}`;
  return defineCommand({
    name: spelling.name,
    family: 'wifi',
    help: 'The country code and its channels, until the next restart. There is no air here that they could rule.',
    forms: {
      query: form({
        responses: [current],
        run({ state }) {
          const { policy, code, firstChannel, channels } = state.get(country);
          return okWith(current.line(policy, fromStored(code) ?? '', firstChannel, channels));
        },
      }),
      set: form({
        params: [
          onOff('country_policy', '0: follow the access point; 1: keep this code.', { value: WRONG_POLICY }),
          string<Module>('country_code', { about: 'Two letters, as in ISO 3166-1.', max: 3 }),
          number<Module>('start_channel', { about: 'The first channel.', range: [1, LAST_CHANNEL] }),
          number<Module>('total_channel_count', {
            about: 'How many channels.',
            range: [1, LAST_CHANNEL],
            value: WRONG_CHANNELS,
          }),
        ],
        codes: [WRONG_CHANNELS],
        run(module, [policy, code, firstChannel, channels]) {
          const last = firstChannel + channels - 1;
          if (last > LAST_CHANNEL) {
            return failure(WRONG_CHANNELS, message('commands.channelsTooHigh', { last, max: LAST_CHANNEL }));
          }
          const wanted = { policy: Number(policy), code: toStored(code), firstChannel, channels };
          module.state.store(country, wanted, storeOf(module, spelling));
          return OK;
        },
      }),
    },
  });
}

export const cwcountry = defineCwcountry({ name: 'AT+CWCOUNTRY', stores: false });
