import { errorCode } from '#at/codes';
import { number, type Param } from '#at/params';
import { failure, OK, okWith } from '#at/reply';
import type { Module } from '#module/module';
import { defineCommand, form } from '../define.ts';

type Range = readonly [number, number];

const LINKS = 5;
const AUTH_MODES: Range = [0, 3];
const NUMBERS: Range = [0, 1];
const AUTH_MODE = 'The auth_mode: 0: none; 1: of the client; 2: of the server; 3: both.';

/** What each place holds depends on `AT+CIPMUX`: a link ID comes first only where there may be several connections. */
function place(name: string, about: string, single: Range, multiple: Range): Param<Module, number> {
  return number(name, {
    about,
    range: ({ modes }) => (modes.multipleConnections ? multiple : single),
    rangeText: `${single[0]} to ${Math.max(single[1], multiple[1])}`,
  });
}

/** Whether one was given matters: which one may be left out depends on `AT+CIPMUX`. */
function maybe(param: Param<Module, number>): Param<Module, number | undefined> {
  return {
    ...param,
    fallback: 'none',
    read: (fields, index, module) => (fields.omitted(index) ? undefined : param.read(fields, index, module)),
  };
}

export const cipsslcconf = defineCommand({
  name: 'AT+CIPSSLCCONF',
  family: 'ip',
  help: 'Which certificates a TCP connection uses; only after AT+CIPMUX=1 a link ID comes first. Kept, stored and reported; AT+MQTTUSERCFG says it for MQTT.',
  forms: {
    query: form({
      run: ({ sslClients }) =>
        okWith(...sslClients.value.split(' ').map((client, id) => `+CIPSSLCCONF:${id},${client}`)),
    }),
    set: form({
      params: [
        place('link ID or auth_mode', `The link ID: ${LINKS} means all.`, AUTH_MODES, [0, LINKS]),
        maybe(place('auth_mode or pki_number', AUTH_MODE, NUMBERS, AUTH_MODES)),
        maybe(place('pki_number or ca_number', 'Which certificate and key.', NUMBERS, NUMBERS)),
        maybe(place('ca_number', 'Which CA.', NUMBERS, NUMBERS)),
      ],
      codes: [errorCode('count')],
      run(module, given) {
        const { sslClients, modes, store } = module;
        const several = modes.multipleConnections;
        const [link, authMode, pki = 0, ca = 0] = several ? given : [0, ...given];
        if (authMode === undefined) {
          return failure(errorCode('count'), 'after AT+CIPMUX=1 a link ID comes first');
        }
        if (!several && given[3] !== undefined) {
          return failure(errorCode('count'), 'a link ID is taken only after AT+CIPMUX=1');
        }
        const clients = sslClients.value.split(' ');
        const configured = clients.map((client, id) =>
          link === LINKS || link === id ? `${authMode},${pki},${ca}` : client,
        );
        sslClients.set(configured.join(' '), store);
        return OK;
      },
    }),
  },
});
