import { mqttCode } from '#at/mqtt-codes';
import { string } from '#at/params';
import { OK } from '#at/reply';
import type { Module } from '#module/module';
import { defineCommand, form } from '../define.ts';
import { answerTimeout, COUNT_CODE, givenOr, linkId, linkOf, publishQos, retain, topic } from './params.ts';
import { connected } from './states.ts';

const data = string<Module>('data', {
  about: 'The message; AT+MQTTPUBRAW takes longer ones and any bytes.',
  max: 256,
  read: mqttCode('DATA_READ_FAILED'),
  overlength: mqttCode('DATA_IS_OVERLENGTH'),
  empty: { code: mqttCode('DATA_IS_NULL'), fails: false },
});

export const pub = defineCommand({
  name: 'AT+MQTTPUB',
  family: 'mqtt',
  help: 'Publishes a message that fits into the line.',
  waitsFor: 'PUBACK',
  forms: {
    set: form({
      params: [linkId, topic, data, publishQos, retain, answerTimeout],
      countCode: COUNT_CODE,
      codes: [mqttCode('CLIENT_PUBLISH_FAILED')],
      requires: connected,
      run(module, [id, name, payload, givenQos, keep, timeoutMs]) {
        const qos = givenOr(module, givenQos, 0);
        const published = linkOf(module, id).publish(name, payload, qos, keep, timeoutMs);
        if (published === undefined) return OK;
        return published instanceof Promise ? published.then((failed) => failed ?? OK) : published;
      },
    }),
  },
});
