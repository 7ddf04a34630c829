import { mqttCode } from '#at/mqtt-codes';
import { OK, okWith } from '#at/reply';
import { int, response, text } from '#at/response';
import type { Link } from '#module/link/link';
import { listTopics } from '#module/link/topics';
import type { QoS } from '#mqtt/types';
import { defineCommand, form } from '../define.ts';
import { noticed } from './noticed.ts';
import { answerTimeout, COUNT_CODE, linkId, linkOf, subscribeQos, topic } from './params.ts';
import { connected } from './states.ts';

const subscription = response`+MQTTSUB:${int('LinkID')},${int('state')},${text('topic')},${int('qos')}`;
const alreadySubscribed = response`ALREADY SUBSCRIBE`;

export const sub = defineCommand({
  name: 'AT+MQTTSUB',
  family: 'mqtt',
  help: 'Subscribes to a topic filter, or lists the subscriptions.',
  waitsFor: 'SUBACK',
  forms: {
    query: form({
      responses: [subscription],
      run: ({ links }) => okWith(...links.flatMap(subscriptionsOf)),
    }),
    set: form({
      params: [linkId, topic, subscribeQos, answerTimeout],
      countCode: COUNT_CODE,
      codes: [mqttCode('CLIENT_SUBSCRIBE_FAILED')],
      requires: connected,
      responses: [alreadySubscribed],
      run(module, [id, filter, qos, timeoutMs]) {
        const link = linkOf(module, id);
        const already = link.subscribedTo(filter);
        const subscribed = link.subscribe(filter, qos as QoS, timeoutMs);
        if (!(subscribed instanceof Promise)) return subscribed;
        return subscribed.then((failed) => failed ?? (already ? noticed(module, alreadySubscribed) : OK));
      },
    }),
  },
});

/** The lines of a link in the answer to `AT+MQTTSUB?` [B-SUB-5]. */
function subscriptionsOf({ id, model: { state, topics } }: Link): Buffer[] {
  if (state <= 2) return [subscription.line(id, state, '', 0)];
  return listTopics(topics).map(({ filter, qos }) =>
    subscription.line(id, state, Buffer.from(filter, 'latin1'), qos),
  );
}
