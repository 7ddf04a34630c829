import { mqttCode } from '#at/mqtt-codes';
import { number, string } from '#at/params';
import { OK, okWith } from '#at/reply';
import { flag, int, port as portField, response, text } from '#at/response';
import { URCS } from '#at/urc';
import { CONNECT_TIMEOUT_MS } from '#module/link/connecting';
import { checkHost } from '#module/link/host-name';
import type { Link } from '#module/link/link';
import { connectionValues } from '#module/link/report';
import { MISSING } from '#module/link/tls-material';
import type { Module } from '#module/module';
import type { Settings } from '#module/settings/settings';
import { defineCommand, form } from '../define.ts';
import { onOff } from '../params.ts';
import { COUNT_CODE, linkId, linkOf, timeout } from './params.ts';
import { inStates } from './states.ts';

const host = string<Module>('host', {
  about: 'The broker’s name or address.',
  max: 128,
  read: mqttCode('HOST_READ_FAILED'),
  overlength: mqttCode('HOST_IS_OVERLENGTH'),
  empty: { code: mqttCode('HOST_IS_NULL'), fails: true },
});

const port = number<Module>('port', {
  about: 'The broker’s port.',
  range: [1, 65_535],
  read: mqttCode('PORT_READ_FAILED'),
  value: mqttCode('PORT_VALUE_IS_WRONG'),
});

const reconnect = onOff('reconnect', '1: come back by itself after a lost connection.', {
  read: mqttCode('RECONNECT_READ_FAILED'),
  value: mqttCode('RECONNECT_VALUE_IS_WRONG'),
});

const connection = response`+MQTTCONN:${int('LinkID')},${int('state')},${int('scheme')},${text('host')},${portField('port')},${text('path')},${flag('reconnect')}`;

export const conn = defineCommand({
  name: 'AT+MQTTCONN',
  family: 'mqtt',
  help: 'Connects to a broker, or tells the state of each link.',
  forms: {
    query: form({
      responses: [connection],
      run: ({ links, settings }) => okWith(...links.map((link) => describe(link, settings))),
    }),
    set: form({
      params: [linkId, host, port, reconnect, timeout(CONNECT_TIMEOUT_MS)],
      countCode: COUNT_CODE,
      codes: [
        mqttCode('HOSTNAME_VERIFY_FAILED'),
        mqttCode('URI_PARSE_FAILED'),
        mqttCode('TLS_CONFIG_ERROR'),
        mqttCode('PARAM_PREPARE_ERROR'),
        mqttCode('CLIENT_START_FAILED'),
      ],
      responses: [URCS.mqttConnected, URCS.mqttDisconnected, ...Object.values(MISSING)],
      requires: inStates(
        [1, 2],
        [
          { states: [0], code: 'NO_CONFIGURED' },
          { states: [4, 5, 6], code: 'ALREADY_CONNECTED' },
          { states: [3], reconnect: true, code: 'IN_DISCONNECTED_STATE' },
          { states: [3], reconnect: false, code: 'NO_CONFIGURED' },
        ],
        'before',
      ),
      run(module, [id, name, number, again, timeoutMs]) {
        const hostName = name.toString('latin1');
        const problem = checkHost(hostName);
        if (problem !== undefined) return problem;
        if (module.wifi.joinedUnasked) module.compat.found('autojoin');
        const target = { host: hostName, port: number };
        const connecting = linkOf(module, id).connect(target, again, timeoutMs);
        return connecting instanceof Promise ? connecting.then((failed) => failed ?? OK) : connecting;
      },
    }),
  },
});

/** A link's line in the answer to `AT+MQTTCONN?` [B-CONN-2]. */
function describe(link: Link, settings: Settings): Buffer {
  const { state } = link.model;
  if (state <= 2) return connection.line(link.id, state, link.user?.scheme ?? 0, '', '', '', false);
  return connection.line(link.id, state, ...connectionValues(link, settings));
}
