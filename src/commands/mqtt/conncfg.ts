import type { Fields } from '#at/fields';
import { mqttCode } from '#at/mqtt-codes';
import { number, string } from '#at/params';
import { failure, OK } from '#at/reply';
import { keep } from '#bytes/keep';
import { byFirmware } from '#firmware/choice';
import { message } from '#messages/message';
import { DEFAULT_KEEP_ALIVE } from '#module/link/config';
import type { Module } from '#module/module';
import type { QoS } from '#mqtt/types';
import { defineCommand, form } from '../define.ts';
import { onOff } from '../params.ts';
import { COUNT_CODE, documented, givenOr, linkId, linkOf } from './params.ts';
import { configured } from './states.ts';

const [WILL_TOPIC, WILL_MESSAGE] = [3, 4];

const keepalive = number<Module>('keepalive', {
  about: `Seconds between two signs of life; 0 means ${DEFAULT_KEEP_ALIVE}.`,
  range: [0, 7200],
  read: mqttCode('KEEPALIVE_READ_FAILED'),
  value: mqttCode('KEEPALIVE_VALUE_IS_WRONG'),
});

const disableCleanSession = onOff(
  'disable_clean_session',
  '0: each connection begins anew; 1: the broker keeps the session.',
  {
    read: mqttCode('DISABLE_CLEAN_SESSION_READ_FAILED'),
    value: mqttCode('DISABLE_CLEAN_SESSION_VALUE_IS_WRONG'),
  },
);

/** Whether there is to be no will: hosts without one leave both empty. */
const hasNoWill = (fields: Fields): boolean =>
  [WILL_TOPIC, WILL_MESSAGE].every((index) => fields.string(index)?.length === 0);

const willTopic = string<Module>('lwt_topic', {
  about: 'Topic of the will; empty: no will.',
  max: 128,
  read: mqttCode('LWT_TOPIC_READ_FAILED'),
  overlength: mqttCode('LWT_TOPIC_IS_OVERLENGTH'),
  empty: { code: mqttCode('LWT_TOPIC_IS_NULL'), fails: false, isMeant: hasNoWill },
});

const willMessage = (max: number) =>
  string<Module>('lwt_msg', {
    about: 'Message of the will.',
    max,
    read: mqttCode('LWT_MSG_READ_FAILED'),
    overlength: mqttCode('LWT_MSG_IS_OVERLENGTH'),
    empty: { code: mqttCode('LWT_MSG_IS_NULL'), fails: false, isMeant: hasNoWill },
  });

const willQos = number<Module>('lwt_qos', {
  about: 'QoS of the will.',
  range: [0, 2],
  read: mqttCode('LWT_QOS_READ_FAILED'),
  value: mqttCode('LWT_QOS_VALUE_IS_WRONG'),
});

const willRetain = onOff('lwt_retain', 'Whether the broker keeps the will.', {
  read: mqttCode('LWT_RETAIN_READ_FAILED'),
  value: mqttCode('LWT_RETAIN_VALUE_IS_WRONG'),
});

export const conncfg = defineCommand({
  name: 'AT+MQTTCONNCFG',
  family: 'mqtt',
  help: 'Sets the keep alive, the kind of session, and the will.',
  forms: {
    set: form({
      params: [
        linkId,
        documented(keepalive, '0'),
        disableCleanSession,
        willTopic,
        byFirmware({ '2.2': willMessage(64), '3.3': willMessage(128) }),
        documented(willQos, '0'),
        documented(willRetain, '0'),
      ],
      countCode: COUNT_CODE,
      codes: [mqttCode('KEEPALIVE_IS_NULL'), mqttCode('CLIENT_PUBLISH_FAILED')],
      requires: configured,
      run(module, [id, givenSeconds, persistent, topic, payload, qos, retain]) {
        const seconds = givenOr(module, givenSeconds, 0);
        const link = linkOf(module, id);
        const problem = topic.length === 0 ? undefined : link.topicNameProblem(topic);
        if (problem !== undefined)
          return failure(mqttCode('CLIENT_PUBLISH_FAILED'), message('mqtt.inWill', { problem }));
        if (seconds === 0)
          module.warn(
            mqttCode('KEEPALIVE_IS_NULL'),
            message('commands.keepAliveUsed', { seconds: DEFAULT_KEEP_ALIVE }),
            'debug',
          );
        link.configureConnection({
          keepAlive: seconds === 0 ? DEFAULT_KEEP_ALIVE : seconds,
          cleanSession: !persistent,
          willTopic: keep(topic),
          willMessage: keep(payload),
          willQos: givenOr(module, qos, 0) as QoS,
          willRetain: givenOr(module, retain, false),
        });
        return OK;
      },
    }),
  },
});
