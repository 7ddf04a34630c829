import { string } from '#at/params';
import { keep } from '#bytes/keep';
import { byPlace } from '#firmware/choice';
import type { Module } from '#module/module';
import { defineCommand, form } from '../define.ts';
import { LIST_COUNT_CODE, LIST_VALUE_CODE, linkId, refineUser } from './params.ts';
import { refinable } from './states.ts';

const sniOptions = { about: 'The name for the ClientHello.', max: 255 };

export const sni = defineCommand({
  name: 'AT+MQTTSNI',
  since: '3.3',
  family: 'mqtt',
  help: 'Sets the server name sent over TLS; empty: the host.',
  forms: {
    set: form({
      params: [
        linkId,
        byPlace('listCodes', {
          manual: string<Module>('sni', {
            ...sniOptions,
            read: LIST_VALUE_CODE,
            overlength: LIST_VALUE_CODE,
          }),
          module: string<Module>('sni', sniOptions),
        }),
      ],
      countCode: LIST_COUNT_CODE,
      requires: refinable,
      run: (module, [id, name]) => refineUser(module, id, { sni: keep(name) }),
    }),
  },
});
