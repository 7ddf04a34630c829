import { optional } from '#at/params';
import { bareFailure, OK, okWith } from '#at/reply';
import { int, response } from '#at/response';
import { message } from '#messages/message';
import type { FlashValue } from '#module/flash/flash';
import { storedValue } from '#module/state';
import { defineCommand, form } from '../define.ts';
import { omissible } from '../params.ts';
import { place, requiredAfterLink, TCP_LINKS } from './links.ts';
import { multipleConnections } from './modes.ts';

const AUTH_MODES = [0, 3] as const;
const NUMBERS = [0, 1] as const;
const AUTH_MODE = 'The auth_mode: 0: none; 1: of the client; 2: of the server; 3: both.';

/** What a TCP connection shows and checks. A type and no interface, so that it is a value of the flash too. */
type TlsChoice = { authMode: number; pki: number; ca: number };

const tlsChoices = storedValue<readonly TlsChoice[]>(
  'ip.sslClients',
  Array.from({ length: TCP_LINKS }, () => ({ authMode: 0, pki: 0, ca: 0 })),
  readChoices,
);

/** @param stored a list, or as the reply printed it, with spaces between, which is how it was stored up to version 0.1.0 */
function readChoices(stored: FlashValue): readonly TlsChoice[] | undefined {
  if (typeof stored === 'string')
    return allChoices(stored.split(' ').map((text) => text.split(',').map(Number)));
  if (!Array.isArray(stored)) return undefined;
  return allChoices(stored.map((each) => [each.authMode, each.pki, each.ca]));
}

function allChoices(rows: readonly (readonly unknown[])[]): readonly TlsChoice[] | undefined {
  if (rows.length !== TCP_LINKS || !rows.every((row) => row.length === 3 && row.every(Number.isInteger)))
    return undefined;
  return rows.map(([authMode, pki, ca]) => ({ authMode, pki, ca }) as TlsChoice);
}

const choice = response`+CIPSSLCCONF:${int('link ID')},${int('auth_mode')},${int('pki_number')},${int('ca_number')}`;

export const cipsslcconf = defineCommand({
  name: 'AT+CIPSSLCCONF',
  family: 'ip',
  help: 'Which certificates a TCP connection uses; only after AT+CIPMUX=1 a link ID comes first. Kept, stored and reported; AT+MQTTUSERCFG says it for MQTT.',
  forms: {
    query: form({
      responses: [choice],
      run: ({ state }) =>
        okWith(
          ...state.get(tlsChoices).map(({ authMode, pki, ca }, id) => choice.line(id, authMode, pki, ca)),
        ),
    }),
    set: form({
      // Which ones may be left out depends on AT+CIPMUX.
      params: [
        place('link ID or auth_mode', `The link ID: ${TCP_LINKS} means all.`, AUTH_MODES, [0, TCP_LINKS]),
        omissible(requiredAfterLink(place('auth_mode or pki_number', AUTH_MODE, NUMBERS, AUTH_MODES))),
        omissible(optional(place('pki_number or ca_number', 'Which certificate and key.', NUMBERS, NUMBERS))),
        omissible(optional(place('ca_number', 'Which CA.', NUMBERS, NUMBERS))),
      ],
      run({ state, store }, given) {
        const several = state.get(multipleConnections);
        const [link, authMode, pki = 0, ca = 0] = several ? given : [0, ...given];
        if (authMode === undefined) {
          return bareFailure(message('commands.linkIdFirst'));
        }
        if (!several && given[3] !== undefined) {
          return bareFailure(message('commands.linkIdNotTaken'));
        }
        const choices = state
          .get(tlsChoices)
          .map((choice, id) => (link === TCP_LINKS || link === id ? { authMode, pki, ca } : choice));
        state.store(tlsChoices, choices, store);
        return OK;
      },
    }),
  },
});
