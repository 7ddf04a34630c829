import { MAX_LINE_BYTES } from '#at/line-reader';
import { mqttCode } from '#at/mqtt-codes';
import { number, string } from '#at/params';
import { failure, isFailure, OK } from '#at/reply';
import { keep } from '#bytes/keep';
import { byFirmware, byPlace } from '#firmware/choice';
import { message } from '#messages/message';
import { schemeOf } from '#module/link/schemes';
import { hasSet } from '#module/link/tls-material';
import type { Module } from '#module/module';
import { defineCommand, form } from '../define.ts';
import { credential } from './credentials.ts';
import { takeMemory } from './memory.ts';
import { COUNT_CODE, linkId, linkOf, stricter } from './params.ts';
import { unconnected } from './states.ts';

const SLASH = 0x2f;
/** Place of a parameter. */
const SCHEME = 1;

const scheme = number<Module>('scheme', {
  about:
    '1: TCP; 2 to 5: TLS, without checks, server checked, with client certificate, both; ' +
    '6: WebSocket; 7 to 10: secure WebSocket, as 2 to 5.',
  range: [1, 10],
  read: mqttCode('SCHEME_READ_FAILED'),
  value: mqttCode('SCHEME_VALUE_IS_WRONG'),
});

/** Which stored set to use: a genuine module takes 1 and reads set 0 nevertheless [B-USER-4]. */
function storedSet(name: string, about: string, pieces: 'client' | 'ca', read: number, value: number) {
  const codes = { read, value };
  const second = number<Module>(name, {
    about,
    range: ({ flash }) => [0, hasSet(flash.manufacturing, pieces, 1) ? 1 : 0],
    rangeText: '0, and 1 when a second set is stored',
    ...codes,
  });
  const first = number<Module>(name, { about, range: [0, 1], ...codes });
  return byPlace('secondCertificates', {
    manual: stricter(second, first, (why) =>
      message('commands.genuineTakes', { why, place: 'secondCertificates' }),
    ),
    module: {
      ...first,
      read(fields, index, module) {
        const given = first.read(fields, index, module);
        return isFailure(given) ? given : 0;
      },
    },
  });
}

const certKeyId = storedSet(
  'cert_key_ID',
  'Which stored certificate and key.',
  'client',
  mqttCode('CERT_KEY_ID_READ_FAILED'),
  mqttCode('CERT_KEY_ID_VALUE_IS_WRONG'),
);
const caId = storedSet(
  'CA_ID',
  'Which stored CA.',
  'ca',
  mqttCode('CA_ID_READ_FAILED'),
  mqttCode('CA_ID_VALUE_IS_WRONG'),
);

/** The manual allows 64 bytes, a genuine module what the line holds [B-USER-2]. */
const login = (which: 'username' | 'password') => {
  const genuine = credential(which, MAX_LINE_BYTES, true);
  const limited = (key: 'commands.longCredential' | 'commands.lineCredential', prefix: string) =>
    stricter(credential(which, 64, true), genuine, (why) =>
      message(key, { why, command: `${prefix}${which.toUpperCase()}` }),
    );
  return byPlace('credentialLimits', {
    manual: byFirmware({
      '2.2': limited('commands.lineCredential', 'AT+MQTT'),
      '3.2': limited('commands.longCredential', 'AT+MQTTLONG'),
    }),
    module: genuine,
  });
};

const path = string<Module>('path', {
  about: 'The resource of a WebSocket scheme.',
  max: 32,
  read: mqttCode('PATH_READ_FAILED'),
  overlength: mqttCode('PATH_IS_OVERLENGTH'),
  empty: {
    code: mqttCode('PATH_IS_NULL'),
    fails: false,
    isMeant: (fields) => !schemeOf(fields.number(SCHEME) ?? 0).webSocket,
  },
});

export const usercfg = defineCommand({
  name: 'AT+MQTTUSERCFG',
  family: 'mqtt',
  help: 'Sets the scheme and who the client is; every link begins with it.',
  forms: {
    set: form({
      params: [
        linkId,
        scheme,
        credential('clientId', 256, true),
        login('username'),
        login('password'),
        certKeyId,
        caId,
        path,
      ],
      countCode: COUNT_CODE,
      codes: [
        mqttCode('MALLOC_FAILED'),
        mqttCode('CREATE_SEMA_FAILED'),
        mqttCode('CREATE_EVENT_GROUP_FAILED'),
      ],
      requires: unconnected,
      run(module, [id, schemeNumber, client, user, secret, certKey, ca, resource]) {
        const link = linkOf(module, id);
        const size = client.length + user.length + secret.length + resource.length;
        const refused = takeMemory(module.kernel, size);
        if (refused !== undefined) return refused;
        // What a configuration keeps is not counted, as what a link needs is not [B-SYS-7].
        module.kernel.release(size);
        const leaving = link.model.bySetting ? link.takeOver('AT+MQTTUSERCFG') : undefined;
        if (link.model.state === 0) {
          // What the link will wait with for the broker's answers is made here, once [B-CODE-2].
          if (!module.kernel.createSemaphore()) {
            return failure(mqttCode('CREATE_SEMA_FAILED'), message('commands.noSemaphore'));
          }
          if (!module.kernel.createEventGroup()) {
            return failure(mqttCode('CREATE_EVENT_GROUP_FAILED'), message('commands.noEventGroup'));
          }
        }
        if (certKey === 1 || ca === 1) module.compat.found('secondCertificates');
        const slash = schemeOf(schemeNumber).webSocket && resource[0] === SLASH;
        if (slash && module.settings.places.pathSlash === 'manual') module.compat.found('pathSlash');
        link.configureUser({
          scheme: schemeNumber,
          clientId: keep(client),
          username: keep(user),
          password: keep(secret),
          certKeyId: certKey,
          caId: ca,
          path: keep(resource),
        });
        return leaving === undefined ? OK : leaving.then(() => OK);
      },
    }),
  },
});
