import { errorCode } from '#at/codes';
import { number, optional, type Param } from '#at/params';
import { failure, OK, okWith } from '#at/reply';
import { int, response } from '#at/response';
import { message } from '#messages/message';
import type { FlashValue } from '#module/flash/flash';
import type { Module } from '#module/module';
import { storedValue } from '#module/state';
import { defineCommand, form } from '../define.ts';
import { multipleConnections } from './modes.ts';

type Range = readonly [number, number];

const LINKS = 5;
const AUTH_MODES: Range = [0, 3];
const NUMBERS: Range = [0, 1];
const AUTH_MODE = 'The auth_mode: 0: none; 1: of the client; 2: of the server; 3: both.';

/** What a TCP connection shows and checks. A type and no interface, so that it is a value of the flash too. */
type TlsChoice = { authMode: number; pki: number; ca: number };

const tlsChoices = storedValue<readonly TlsChoice[]>(
  'ip.sslClients',
  Array.from({ length: LINKS }, () => ({ authMode: 0, pki: 0, ca: 0 })),
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
  if (rows.length !== LINKS || !rows.every((row) => row.length === 3 && row.every(Number.isInteger)))
    return undefined;
  return rows.map(([authMode, pki, ca]) => ({ authMode, pki, ca }) as TlsChoice);
}

/** What each place holds depends on `AT+CIPMUX`: a link ID comes first only where there may be several connections. */
function place(name: string, about: string, single: Range, multiple: Range): Param<Module, number> {
  return number(name, {
    about,
    range: ({ state }) => (state.get(multipleConnections) ? multiple : single),
    rangeText: `${single[0]} to ${Math.max(single[1], multiple[1])}`,
  });
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
        place('link ID or auth_mode', `The link ID: ${LINKS} means all.`, AUTH_MODES, [0, LINKS]),
        optional(place('auth_mode or pki_number', AUTH_MODE, NUMBERS, AUTH_MODES)),
        optional(place('pki_number or ca_number', 'Which certificate and key.', NUMBERS, NUMBERS)),
        optional(place('ca_number', 'Which CA.', NUMBERS, NUMBERS)),
      ],
      codes: [errorCode('count')],
      run({ state, store }, given) {
        const several = state.get(multipleConnections);
        const [link, authMode, pki = 0, ca = 0] = several ? given : [0, ...given];
        if (authMode === undefined) {
          return failure(errorCode('count'), message('commands.linkIdFirst'));
        }
        if (!several && given[3] !== undefined) {
          return failure(errorCode('count'), message('commands.linkIdNotTaken'));
        }
        const choices = state
          .get(tlsChoices)
          .map((choice, id) => (link === LINKS || link === id ? { authMode, pki, ca } : choice));
        state.store(tlsChoices, choices, store);
        return OK;
      },
    }),
  },
});
