import { mqttCode } from '#at/mqtt-codes';
import { failure } from '#at/reply';
import { type Message, message } from '#messages/message';
import type { QoS } from '#mqtt/types';
import type { LinkContext, Outcome } from './context.ts';
import { isUp } from './machine.ts';
import { subscribeOn, unsubscribeOn } from './operations.ts';

/** Milliseconds that a subscription renewed after a reconnect may take. */
const RENEW_TIMEOUT_MS = 10_000;

export function isSubscribed(link: LinkContext, filter: Buffer): boolean {
  return link.model.topics.has(filter.toString('latin1'));
}

/**
 * Subscribes; sent again when the filter is subscribed already, with the new QoS.
 * @param reason why, for whoever looks on, where it is no command
 */
export function subscribe(
  link: LinkContext,
  filter: Buffer,
  qos: QoS,
  timeoutMs: number,
  reason?: Message,
): Outcome {
  const { maxTopics } = link.services.settings;
  if (!isSubscribed(link, filter) && link.model.topics.size >= maxTopics) {
    return failure(mqttCode('CLIENT_SUBSCRIBE_FAILED'), message('link.topicsFull', { max: maxTopics }));
  }
  // Taken now, because the filter may be a view of a line that is gone when the answer comes.
  const key = filter.toString('latin1');
  return subscribeOn(link.client.current, filter, qos, timeoutMs, (granted) => {
    if (granted < qos) link.log('warn', message('link.grantedLess', { granted, qos }));
    link.apply({ type: 'subscribed', filter: key, qos }, { reason });
  });
}

export function unsubscribe(link: LinkContext, filter: Buffer, timeoutMs: number): Outcome {
  const key = filter.toString('latin1');
  return unsubscribeOn(link.client.current, filter, timeoutMs, () =>
    link.apply({ type: 'unsubscribed', filter: key }),
  );
}

/** Subscribes again after a reconnect, silently [B-LOSS-3]. */
export function renewSubscriptions(link: LinkContext): void {
  for (const [filter, qos] of link.model.topics) void renew(link, filter, qos);
}

async function renew(link: LinkContext, filter: string, qos: QoS): Promise<void> {
  const again = message('link.subscribedAgain');
  const failed = await subscribe(link, Buffer.from(filter, 'latin1'), qos, RENEW_TIMEOUT_MS, again);
  link.inbox.release();
  if (failed === undefined || !isUp(link.model)) return;
  const reason = message('link.notRenewed', { why: failed.reason });
  link.log('warn', reason);
  link.apply({ type: 'unsubscribed', filter }, { reason });
}
