import { mqttCode } from '#at/mqtt-codes';
import { OK, okWith, type Reply } from '#at/reply';
import type { QoS } from '#module/link/mqtt-rules';
import { subscriptionLines } from '#module/link/report';
import type { Module } from '#module/module';
import { defineCommand, form } from '../define.ts';
import { ANSWER_TIMEOUT_MS, COUNT_CODE, linkId, linkOf, subscribeQos, timeout, topic } from './params.ts';
import { connected } from './states.ts';

const ALREADY = 'ALREADY SUBSCRIBE';

export const sub = defineCommand({
  name: 'AT+MQTTSUB',
  family: 'mqtt',
  help: 'Subscribes to a topic filter, or lists the subscriptions.',
  forms: {
    query: form({
      run: ({ links }) =>
        okWith(
          ...links.flatMap((link) => subscriptionLines(link).map((line) => Buffer.from(line, 'latin1'))),
        ),
    }),
    set: form({
      params: [linkId, topic, subscribeQos, timeout(ANSWER_TIMEOUT_MS)],
      countCode: COUNT_CODE,
      codes: [mqttCode('CLIENT_SUBSCRIBE_FAILED')],
      requires: connected,
      run(module, [id, filter, qos, timeoutMs]) {
        const link = linkOf(module, id);
        const already = link.subscribedTo(filter);
        const subscribed = link.subscribe(filter, qos as QoS, timeoutMs);
        if (!(subscribed instanceof Promise)) return subscribed;
        return subscribed.then((failed) => failed ?? (already ? repeated(module) : OK));
      },
    }),
  },
});

function repeated(module: Module): Reply {
  if (module.settings.duplicateNotice === 'reply') return okWith(ALREADY);
  module.log('info', 'uart', ALREADY);
  return OK;
}
