import { mqttCode } from '#at/mqtt-codes';
import { string } from '#at/params';
import { OK } from '#at/reply';
import type { Module } from '#module/module';
import { defineCommand, form } from '../define.ts';
import { COUNT_CODE, linkId, linkOf } from './params.ts';
import { configured } from './states.ts';

export const sni = defineCommand({
  name: 'AT+MQTTSNI',
  since: '3.3',
  family: 'mqtt',
  help: 'Sets the server name sent over TLS; empty: the host.',
  forms: {
    set: form({
      params: [
        linkId,
        string<Module>('sni', {
          about: 'The name for the ClientHello.',
          max: 255,
          read: mqttCode('NULL_PARAMTER'),
          overlength: mqttCode('NULL_PARAMTER'),
        }),
      ],
      countCode: COUNT_CODE,
      requires: configured,
      run(module, [id, name]) {
        linkOf(module, id).refineUser({ sni: Buffer.from(name) });
        return OK;
      },
    }),
  },
});
