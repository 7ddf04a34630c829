import { mqttCode } from '#at/mqtt-codes';
import { number, type Param, string } from '#at/params';
import { failure, isFailure, OK, okWith } from '#at/reply';
import { flag, int, port as portField, response, text } from '#at/response';
import { URCS } from '#at/urc';
import { byFirmware, byPlace } from '#firmware/choice';
import { message } from '#messages/message';
import { CONNECT_TIMEOUT_MS } from '#module/link/connecting';
import { checkHost, isGenuineHost } from '#module/link/host-name';
import type { Link } from '#module/link/link';
import { connectionValues } from '#module/link/report';
import { schemeOf } from '#module/link/schemes';
import type { Module } from '#module/module';
import type { Settings } from '#module/settings/settings';
import { defineCommand, form } from '../define.ts';
import { onOff } from '../params.ts';
import { credentialCodes, warnOfEmpty } from './credentials.ts';
import { COUNT_CODE, linkId, linkOf, timeout } from './params.ts';
import { connectable } from './states.ts';

const hostOptions = {
  about: 'The broker’s name or address.',
  max: 128,
  read: mqttCode('HOST_READ_FAILED'),
  overlength: mqttCode('HOST_IS_OVERLENGTH'),
};

/** The host, with its characters checked before the parameters behind it are read [B-CONN-3]. */
function checkedHost(param: Param<Module, Buffer>): Param<Module, Buffer> {
  return {
    ...param,
    codes: [...param.codes, mqttCode('HOSTNAME_VERIFY_FAILED')],
    read(fields, index, module) {
      const given = param.read(fields, index, module);
      return isFailure(given)
        ? given
        : (checkHost(given.toString('latin1'), module.settings.places) ?? given);
    },
  };
}

const host = byPlace('emptyNames', {
  manual: checkedHost(
    string('host', { ...hostOptions, empty: { code: mqttCode('HOST_IS_NULL'), fails: true } }),
  ),
  module: checkedHost(string('host', hostOptions)),
});

const port = number<Module>('port', {
  about: 'The broker’s port.',
  range: [0, 65_535],
  read: mqttCode('PORT_READ_FAILED'),
  value: mqttCode('PORT_VALUE_IS_WRONG'),
});

const reconnect = onOff('reconnect', '1: come back by itself after a lost connection.', {
  read: mqttCode('RECONNECT_READ_FAILED'),
  value: mqttCode('RECONNECT_VALUE_IS_WRONG'),
});

/** Firmware after 5.0 has codes for it. */
const timeoutMs = byFirmware({
  '2.2': timeout(),
  master: timeout({
    read: mqttCode('TIMEOUT_READ_FAILED'),
    value: mqttCode('TIMEOUT_VALUE_IS_WRONG'),
  }),
});

const CODES = [
  ...(['CA', 'CERT', 'KEY'] as const).flatMap((piece) => [
    mqttCode(`${piece}_LENGTH_ERROR`),
    mqttCode(`${piece}_READ_FAILED`),
  ]),
  mqttCode('TLS_CONFIG_ERROR'),
  mqttCode('PARAM_PREPARE_ERROR'),
  mqttCode('CLIENT_START_FAILED'),
  // Warnings.
  ...(['clientId', 'username', 'password'] as const).map((which) => credentialCodes(which).empty),
];

/** Firmware after 5.0 says more of a name, and of time that is used up. */
const LATER_CODES = [
  mqttCode('HOST_NOT_RESOLVED'),
  mqttCode('HOST_ADDRESS_IS_PRIVATE'),
  mqttCode('CONNECT_TIMED_OUT'),
];

const connection = response`+MQTTCONN:${int('LinkID')},${int('state')},${int('scheme')},${text('host')},${portField('port')},${text('path')},${flag('reconnect')}`;

export const conn = defineCommand({
  name: 'AT+MQTTCONN',
  family: 'mqtt',
  help: 'Connects to a broker, or tells the state of each link.',
  waitsFor: 'CONNACK',
  forms: {
    query: form({
      responses: [connection],
      run: ({ links, settings }) => okWith(...links.map((link) => describe(link, settings))),
    }),
    set: form({
      params: [linkId, host, port, reconnect, timeoutMs],
      countCode: COUNT_CODE,
      codes: byFirmware({ '2.2': CODES, master: [...CODES, ...LATER_CODES] }),
      responses: [URCS.mqttConnected, URCS.mqttDisconnected],
      requires: connectable,
      run(module, [id, name, number, again, ms = CONNECT_TIMEOUT_MS]) {
        if (name.length === 0) return failure(mqttCode('CLIENT_START_FAILED'), message('link.hostEmpty'));
        const link = linkOf(module, id);
        if (link.model.bySetting) {
          void link.takeOver('AT+MQTTCONN');
          return failure(mqttCode('NO_CONFIGURED'), message('link.noUserOfSetting'));
        }
        if (module.wifi.joinedUnasked) module.compat.found('autojoin');
        if (link.user !== undefined) warnOfEmpty(module, link.user);
        const target = { host: name.toString('latin1'), port: number };
        if (!isGenuineHost(target.host)) module.compat.found('lenientHosts');
        const checksDates = link.user !== undefined && schemeOf(link.user.scheme).verifyServer;
        if (checksDates && !module.moduleClock.wasSet) module.compat.found('verifyWithoutTime');
        const connecting = link.connect(target, again, ms);
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
