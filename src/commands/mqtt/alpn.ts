import { mqttCode } from '#at/mqtt-codes';
import { number, string } from '#at/params';
import { failure, OK } from '#at/reply';
import { message } from '#messages/message';
import type { Module } from '#module/module';
import { defineCommand, form } from '../define.ts';
import { COUNT_CODE, linkId, linkOf } from './params.ts';
import { configured } from './states.ts';

const MISSING = mqttCode('NULL_PARAMTER');

const counts = number<Module>('alpn_counts', {
  about: 'How many names follow; 0 clears them.',
  range: [0, 5],
  read: COUNT_CODE,
  value: COUNT_CODE,
});

const name = string<Module>('alpn', {
  about: 'A protocol name for the ClientHello.',
  max: 255,
  fallback: '',
  read: MISSING,
  overlength: MISSING,
  empty: { code: MISSING, fails: true },
});

export const alpn = defineCommand({
  name: 'AT+MQTTALPN',
  since: '2.3',
  family: 'mqtt',
  help: 'Sets the protocol names offered to the server over TLS.',
  forms: {
    set: form({
      params: [linkId, counts, name, name, name, name, name],
      countCode: COUNT_CODE,
      codes: [COUNT_CODE, MISSING],
      requires: configured,
      run(module, [id, count, ...names]) {
        const given = names.findLastIndex((each) => each.length > 0) + 1;
        if (given > count)
          return failure(COUNT_CODE, message('commands.tooManyNames', { announced: count, given }));
        const missing = names.slice(0, count).findIndex((each) => each.length === 0);
        if (missing !== -1)
          return failure(MISSING, message('commands.nameMissing', { index: missing + 1, announced: count }));
        linkOf(module, id).refineUser({ alpn: names.slice(0, count).map((each) => Buffer.from(each)) });
        return OK;
      },
    }),
  },
});
