import { MAX_LINE_BYTES } from '#at/line-reader';
import { mqttCode } from '#at/mqtt-codes';
import { number, string } from '#at/params';
import { failure, OK } from '#at/reply';
import { keep, NOTHING } from '#bytes/keep';
import { byPlace } from '#firmware/choice';
import { message } from '#messages/message';
import { hasSet } from '#module/link/tls-material';
import type { Module } from '#module/module';
import { defineCommand, form } from '../define.ts';
import { clientId, password, username } from './credentials.ts';
import { COUNT_CODE, linkId, linkOf } from './params.ts';
import { inStates } from './states.ts';

const scheme = number<Module>('scheme', {
  about:
    '1: TCP; 2 to 5: TLS, without checks, server checked, with client certificate, both; ' +
    '6: WebSocket; 7 to 10: secure WebSocket, as 2 to 5.',
  range: [1, 10],
  read: mqttCode('SCHEME_READ_FAILED'),
  value: mqttCode('SCHEME_VALUE_IS_WRONG'),
});

const certKeyId = number<Module>('cert_key_ID', {
  about: 'Which stored certificate and key.',
  range: ({ flash }) => [0, hasSet(flash.manufacturing, 'client', 1) ? 1 : 0],
  rangeText: '0, and 1 when a second set is stored',
  read: mqttCode('CERT_KEY_ID_READ_FAILED'),
  value: mqttCode('CERT_KEY_ID_VALUE_IS_WRONG'),
});

const caId = number<Module>('CA_ID', {
  about: 'Which stored CA.',
  range: ({ flash }) => [0, hasSet(flash.manufacturing, 'ca', 1) ? 1 : 0],
  rangeText: '0, and 1 when a second one is stored',
  read: mqttCode('CA_ID_READ_FAILED'),
  value: mqttCode('CA_ID_VALUE_IS_WRONG'),
});

/** The manual allows 64 bytes, a genuine module what the line holds. */
const login = (which: typeof username) =>
  byPlace('credentialLimits', { manual: which(64), module: which(MAX_LINE_BYTES) });

const path = string<Module>('path', {
  about: 'The resource of a WebSocket scheme.',
  max: 32,
  read: mqttCode('PATH_READ_FAILED'),
  overlength: mqttCode('PATH_IS_OVERLENGTH'),
  empty: { code: mqttCode('PATH_IS_NULL'), fails: false },
});

export const usercfg = defineCommand({
  name: 'AT+MQTTUSERCFG',
  family: 'mqtt',
  help: 'Sets the scheme and who the client is; every link begins with it.',
  forms: {
    set: form({
      params: [linkId, scheme, clientId(256), login(username), login(password), certKeyId, caId, path],
      countCode: COUNT_CODE,
      codes: [mqttCode('CREATE_SEMA_FAILED'), mqttCode('CREATE_EVENT_GROUP_FAILED')],
      requires: inStates([0, 1, 2], [{ states: [3, 4, 5, 6], code: 'NOT_IN_CONFIGURED_STATE' }]),
      run(module, [id, schemeNumber, client, user, secret, certKey, ca, resource]) {
        const link = linkOf(module, id);
        if (link.model.state === 0) {
          // What the link will wait with for the broker's answers is made here, once [B-CODE-2].
          if (!module.kernel.createSemaphore()) {
            return failure(mqttCode('CREATE_SEMA_FAILED'), message('commands.noSemaphore'));
          }
          if (!module.kernel.createEventGroup()) {
            return failure(mqttCode('CREATE_EVENT_GROUP_FAILED'), message('commands.noEventGroup'));
          }
        }
        link.configureUser({
          scheme: schemeNumber,
          clientId: keep(client),
          username: keep(user),
          password: keep(secret),
          certKeyId: certKey,
          caId: ca,
          path: keep(resource),
          alpn: [],
          sni: NOTHING,
        });
        return OK;
      },
    }),
  },
});
