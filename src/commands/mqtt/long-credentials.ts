import { mqttCode } from '#at/mqtt-codes';
import { number } from '#at/params';
import type { Module } from '#module/module';
import { receivedLengthIsWrong } from '../data-phase.ts';
import { defineCommand, form } from '../define.ts';
import { CREDENTIALS, type Credential, credentialCodes } from './credentials.ts';
import { takeMemory } from './memory.ts';
import { COUNT_CODE, linkId, refineUser } from './params.ts';
import { refinable } from './states.ts';

/** Sets one credential of up to 1024 bytes in data mode. */
function longCredential(name: string, which: Credential) {
  const { read, long } = credentialCodes(which);
  const { about } = CREDENTIALS[which];
  const length = number<Module>('length', {
    about: 'How many bytes follow.',
    range: [1, 1024],
    read,
    value: long,
    countsData: true,
  });
  return defineCommand({
    name,
    since: '3.2',
    family: 'mqtt',
    help: `${about.replace(/\.$/, '')}, of up to 1024 bytes, in data mode.`,
    forms: {
      set: form({
        params: [linkId, length],
        countCode: COUNT_CODE,
        codes: [mqttCode('MALLOC_FAILED'), mqttCode('RECV_LENGTH_IS_WRONG')],
        requires: refinable,
        data: true,
        run(module, [id, size]) {
          const refused = takeMemory(module.kernel, size);
          if (refused !== undefined) return refused;
          return {
            data: {
              length: size,
              complete(bytes) {
                module.kernel.release(size);
                return refineUser(module, id, { [which]: bytes });
              },
              abandoned(reason) {
                module.kernel.release(size);
                return receivedLengthIsWrong(reason);
              },
            },
          };
        },
      }),
    },
  });
}

export const longclientid = longCredential('AT+MQTTLONGCLIENTID', 'clientId');
export const longusername = longCredential('AT+MQTTLONGUSERNAME', 'username');
export const longpassword = longCredential('AT+MQTTLONGPASSWORD', 'password');
