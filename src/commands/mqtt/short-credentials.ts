import { keep } from '#bytes/keep';
import { defineCommand, form } from '../define.ts';
import { CREDENTIALS, type Credential, credential } from './credentials.ts';
import { COUNT_CODE, linkId, refineUser } from './params.ts';
import { refinable } from './states.ts';

/** What a line of 256 bytes can hold; older firmware gave these commands no other limit. */
const MAX_BYTES = 256;

/** Sets one credential in the command line, as firmware older than the LONG commands does. */
function shortCredential(name: string, which: Credential) {
  const { about } = CREDENTIALS[which];
  return defineCommand({
    name,
    family: 'mqtt',
    help: `${about.replace(/\.$/, '')}, by itself; older than its LONG form.`,
    forms: {
      set: form({
        params: [linkId, credential(which, MAX_BYTES)],
        countCode: COUNT_CODE,
        requires: refinable,
        run: (module, [id, bytes]) => refineUser(module, id, { [which]: keep(bytes) }),
      }),
    },
  });
}

export const clientid = shortCredential('AT+MQTTCLIENTID', 'clientId');
export const username = shortCredential('AT+MQTTUSERNAME', 'username');
export const password = shortCredential('AT+MQTTPASSWORD', 'password');
