import { type Message, message } from '#messages/message';
import type { QoS } from '../types.ts';
import { fieldBytes, readField } from './field.ts';
import { fixedHeaderAt } from './fixed-header.ts';
import { ID_BYTES } from './packet-id.ts';
import { readSubscribe } from './subscribe.ts';
import { showTopic } from './topics.ts';

const PUBLISH = 3;
const SUBSCRIBE = 8;
const UNSUBSCRIBE = 10;

/** A packet that a broker may refuse by closing the connection. */
export interface LastRequest {
  /** Which one, for a person. */
  readonly sent: Message;
  /** Why brokers do that. */
  readonly causes: Message;
}

/**
 * The last PUBLISH, SUBSCRIBE or UNSUBSCRIBE in packets that were sent; undefined without one. Of the last packet the end
 * may be missing.
 */
export function lastRequest(sent: Uint8Array): LastRequest | undefined {
  let last = -1;
  for (let at = 0; at < sent.length; at = endOf(sent, at)) {
    const type = (sent[at] as number) >> 4;
    if (type === PUBLISH || type === SUBSCRIBE || type === UNSUBSCRIBE) last = at;
  }
  return last === -1 ? undefined : describe(sent, last);
}

/** Whether the last of some packets has its end elsewhere. */
export function endsInside(sent: Uint8Array): boolean {
  let at = 0;
  while (at < sent.length) at = endOf(sent, at);
  return at > sent.length;
}

/** The offset behind a packet, which may be behind what is there. */
function endOf(sent: Uint8Array, at: number): number {
  const { headerBytes, remaining } = fixedHeaderAt(sent, at);
  return at + headerBytes + remaining;
}

function describe(sent: Uint8Array, at: number): LastRequest {
  const first = sent[at] as number;
  const from = at + fixedHeaderAt(sent, at).headerBytes;
  const end = endOf(sent, at);
  if (first >> 4 === SUBSCRIBE) {
    const [subscription] = readSubscribe(sent, from, end).subscriptions;
    const { filter, qos } = subscription as { filter: Uint8Array; qos: QoS };
    const params = { topic: showTopic(filter), qos };
    return { sent: message('mqtt.subscribeTo', params), causes: message('mqtt.subscribeCauses') };
  }
  if (first >> 4 === UNSUBSCRIBE) {
    const topic = showTopic(readField('UNSUBSCRIBE', sent, from + ID_BYTES, end));
    return {
      sent: message('mqtt.unsubscribeFrom', { topic }),
      causes: message('mqtt.unsubscribeCauses'),
    };
  }
  const field = readField('PUBLISH', sent, from, end);
  const qos = ((first >> 1) & 3) as QoS;
  const retain = (first & 1) !== 0;
  const again = (first & 8) !== 0;
  const bytes = end - from - fieldBytes(field) - (qos === 0 ? 0 : ID_BYTES);
  return {
    sent: message('mqtt.publishTo', { topic: showTopic(field), qos, retain, again, bytes }),
    causes: message('mqtt.publishCauses', { qos, retain }),
  };
}
