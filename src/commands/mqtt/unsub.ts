import { mqttCode } from '#at/mqtt-codes';
import { OK } from '#at/reply';
import { response } from '#at/response';
import { defineCommand, form } from '../define.ts';
import { noticed } from './noticed.ts';
import { answerTimeout, COUNT_CODE, linkId, linkOf, topic } from './params.ts';
import { connected } from './states.ts';

const notSubscribed = response`NO UNSUBSCRIBE`;

export const unsub = defineCommand({
  name: 'AT+MQTTUNSUB',
  family: 'mqtt',
  help: 'Ends a subscription.',
  waitsFor: 'UNSUBACK',
  forms: {
    set: form({
      params: [linkId, topic, answerTimeout],
      countCode: COUNT_CODE,
      codes: [mqttCode('CLIENT_UNSUBSCRIBE_FAILED')],
      requires: connected,
      responses: [notSubscribed],
      run(module, [id, filter, timeoutMs]) {
        const link = linkOf(module, id);
        // The packet goes out all the same: a kept session may have the topic from an earlier run [B-UNSUB-2].
        const known = link.subscribedTo(filter);
        const unsubscribed = link.unsubscribe(filter, timeoutMs);
        if (!(unsubscribed instanceof Promise)) return unsubscribed;
        return unsubscribed.then((failed) => failed ?? (known ? OK : noticed(module, notSubscribed)));
      },
    }),
  },
});
