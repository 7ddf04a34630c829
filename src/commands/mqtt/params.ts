import { mqttCode } from '#at/mqtt-codes';
import { number, string } from '#at/params';
import { defect } from '#errors/defect-error';
import { byPlace } from '#firmware/choice';
import { message } from '#messages/message';
import type { Link } from '#module/link/link';
import type { Module } from '#module/module';
import { onOff } from '../params.ts';

/** Bytes of a topic or host at most (the manual). */
const MAX_TOPIC_BYTES = 128;
/** Milliseconds that a command waits for the broker when it names no time [B-WAIT-1]. */
export const ANSWER_TIMEOUT_MS = 10_000;

export const COUNT_CODE = mqttCode('PARAMETER_COUNTS_IS_WRONG');

export const linkId = number<Module>('LinkID', {
  about: 'The link; 0 unless the setting links makes more.',
  range: ({ links }) => [0, links.length - 1],
  rangeText: '0, up to 4 with the setting links',
  read: mqttCode('LINK_ID_READ_FAILED'),
  value: mqttCode('LINK_ID_VALUE_IS_WRONG'),
});

const topicOptions = {
  about: 'The topic, in UTF-8.',
  max: MAX_TOPIC_BYTES,
  read: mqttCode('TOPIC_READ_FAILED'),
  overlength: mqttCode('TOPIC_IS_OVERLENGTH'),
};

/** A topic name or filter. Of a genuine module it is the MQTT client that refuses an empty one [B-PUB-2]. */
export const topic = byPlace('emptyNames', {
  manual: string<Module>('topic', {
    ...topicOptions,
    empty: { code: mqttCode('TOPIC_IS_NULL'), fails: true },
  }),
  module: string<Module>('topic', topicOptions),
});

const qosOptions = {
  about: '0: at most once; 1: at least once; 2: exactly once.',
  range: [0, 2] as const,
  read: mqttCode('QOS_READ_FAILED'),
  value: mqttCode('QOS_VALUE_IS_WRONG'),
};

/** The QoS of a publish; the manual gives it a default. */
export const publishQos = number<Module>('qos', { ...qosOptions, fallback: 0 });
/** The QoS of a subscription; the manual gives it none. */
export const subscribeQos = number<Module>('qos', qosOptions);

export const retain = onOff('retain', '1: the broker keeps the message for later subscribers.', {
  read: mqttCode('RETAIN_READ_FAILED'),
  value: mqttCode('RETAIN_VALUE_IS_WRONG'),
});

/**
 * How long to wait, as newer firmware takes it [B-WAIT-1]. Older firmware knows no such parameter, so
 * a wrong one is a wrong number of parameters.
 */
export const timeout = (fallback: number) =>
  number<Module>('timeout_ms', {
    about: 'Milliseconds to wait for the broker.',
    range: [3000, 60_000],
    fallback,
    read: COUNT_CODE,
    value: COUNT_CODE,
  });

/** The link of a LinkID that `linkId` has checked. */
export function linkOf(module: Module, id: number): Link {
  const link = module.links[id];
  if (link === undefined) throw defect(message('errors.noLink', { id }));
  return link;
}
