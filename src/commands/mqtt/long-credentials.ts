import { mqttCode } from '#at/mqtt-codes';
import { number } from '#at/params';
import { OK } from '#at/reply';
import type { Module } from '#module/module';
import { receivedLengthIsWrong } from '../data-phase.ts';
import { defineCommand, form } from '../define.ts';
import { CREDENTIALS, type Credential, credentialCodes } from './credentials.ts';
import { COUNT_CODE, linkId, linkOf } from './params.ts';
import { configured } from './states.ts';

/** Sets one credential of up to 1024 bytes in data mode. */
function longCredential(name: string, which: Credential) {
  const { read, long } = credentialCodes(which);
  const { about } = CREDENTIALS[which];
  const length = number<Module>('length', {
    about: 'How many bytes follow.',
    range: [1, 1024],
    read,
    value: mqttCode('RECV_LENGTH_IS_WRONG'),
    above: long,
  });
  return defineCommand({
    name,
    family: 'mqtt',
    help: `${about.replace(/\.$/, '')}, of up to 1024 bytes, in data mode.`,
    forms: {
      set: form({
        params: [linkId, length],
        countCode: COUNT_CODE,
        codes: [mqttCode('RECV_LENGTH_IS_WRONG')],
        requires: configured,
        data: true,
        run: (module, [id, size]) => ({
          data: {
            length: size,
            complete(bytes) {
              linkOf(module, id).refineUser({ [which]: bytes });
              return OK;
            },
            abandoned: receivedLengthIsWrong,
          },
        }),
      }),
    },
  });
}

export const longclientid = longCredential('AT+MQTTLONGCLIENTID', 'clientId');
export const longusername = longCredential('AT+MQTTLONGUSERNAME', 'username');
export const longpassword = longCredential('AT+MQTTLONGPASSWORD', 'password');
