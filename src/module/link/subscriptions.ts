import { reasonOf } from '#errors/atmqtt-error';
import { message } from '#messages/message';
import { showTopic } from '#mqtt/codec/topics';
import { isMqttError, MqttError } from '#mqtt/errors';
import type { QoS } from '#mqtt/types';
import type { LinkContext, Outcome } from './context.ts';
import { isUp } from './machine.ts';
import { request } from './operations.ts';
import { findTopic, listTopics, type Topic } from './topics.ts';

/** Milliseconds that a subscription renewed after a reconnect may take. */
const RENEW_TIMEOUT_MS = 10_000;
/** Milliseconds until the reply of a module that does not wait for SUBACK is out; one that comes meanwhile counts. */
const AT_ONCE_MS = 50;

export function isSubscribed(link: LinkContext, filter: Buffer): boolean {
  return findTopic(link.model.topics, filter.toString('latin1')) !== undefined;
}

/** Subscribes; sent again when the filter is subscribed already [B-SUB-1], [B-SUB-2], [B-SUB-3]. */
export function subscribe(link: LinkContext, filter: Buffer, qos: QoS, timeoutMs: number): Outcome {
  const { client, conduct } = link;
  // Taken now, because the filter may be a view of a line that is gone when the answer comes.
  const topic = { filter: filter.toString('latin1'), qos };
  const quick = qos === 0 || isSubscribed(link, filter);
  const atOnce = quick && conduct.subscribesAtOnce;
  const waited = quick ? undefined : timeoutMs;
  return request('CLIENT_SUBSCRIBE_FAILED', client.current, conduct, filter, waited, async (ready) => {
    const answered = answer(link, ready.subscribe(filter, qos, timeoutMs), topic);
    if (atOnce) await answeredOrDue(link, answered);
    else await (quick ? answered.catch(takenByGenuine) : answered);
    enlist(link, topic);
  });
}

export function unsubscribe(link: LinkContext, filter: Buffer, timeoutMs: number): Outcome {
  const { client, conduct } = link;
  const key = filter.toString('latin1');
  return request('CLIENT_UNSUBSCRIBE_FAILED', client.current, conduct, filter, timeoutMs, async (ready) => {
    await ready.unsubscribe(filter, timeoutMs);
    link.apply({ type: 'unsubscribed', filter: key });
  });
}

/** Subscribes again after a reconnect, silently [B-LOSS-3]. */
export function renewSubscriptions(link: LinkContext): void {
  for (const topic of listTopics(link.model.topics)) void renew(link, topic);
}

async function renew(link: LinkContext, { filter, qos }: Topic): Promise<void> {
  const { client, conduct } = link;
  const bytes = Buffer.from(filter, 'latin1');
  const failed = await request(
    'CLIENT_SUBSCRIBE_FAILED',
    client.current,
    conduct,
    bytes,
    undefined,
    async (ready) => {
      await answer(link, ready.subscribe(bytes, qos, RENEW_TIMEOUT_MS), { filter, qos });
      link.apply({ type: 'subscribed', filter, qos }, { reason: message('link.subscribedAgain') });
    },
  );
  link.inbox.release();
  if (failed === undefined || !isUp(link.model)) return;
  const reason = message('link.notRenewed', { topic: shown(filter), qos, why: failed.reason });
  link.log('warn', reason);
  if (conduct.refusal === 'fails') link.apply({ type: 'unsubscribed', filter }, { reason });
}

/** A genuine module does not wait for this answer, and misses nothing. */
function takenByGenuine(error: unknown): never {
  if (!isMqttError(error, 'TIMEOUT')) throw error;
  const reason = message('commands.genuineTakes', { why: error.reason, place: 'subscribeWait' });
  throw new MqttError('TIMEOUT', reason, { cause: error });
}

/** Waits for SUBACK; what it says counts as the module sees it. */
async function answer(link: LinkContext, granting: Promise<QoS>, { filter, qos }: Topic): Promise<void> {
  try {
    const granted = await granting;
    if (granted < qos) link.log('warn', message('link.grantedLess', { topic: shown(filter), granted, qos }));
  } catch (error) {
    const { refusal, refusesMore } = link.conduct;
    if (!isMqttError(error, 'SUBSCRIBE_REFUSED')) throw error;
    if (refusesMore) {
      const reason = message('commands.genuineTakes', { why: error.reason, place: 'refusedSubscription' });
      throw new MqttError('SUBSCRIBE_REFUSED', reason, { cause: error });
    }
    if (refusal === 'fails') throw error;
    if (refusal === 'failsIntoState6') {
      link.apply({ type: 'subscribedUnlisted' });
      throw error;
    }
    link.log('warn', error.reason);
  }
}

/** A filter as it is kept, for a person. */
function shown(filter: string): string {
  return showTopic(Buffer.from(filter, 'latin1'));
}

/** Waits no longer than it takes to reply at once; what the broker says then goes into the log only. */
async function answeredOrDue(link: LinkContext, answered: Promise<void>): Promise<void> {
  let due = false;
  const settled = answered
    .catch((error: unknown) => link.log('warn', reasonOf(error)))
    .then(() => {
      // No reply will release what came behind the answer.
      if (due) link.inbox.release();
    });
  await new Promise<void>((resolve) => {
    const cancel = link.services.clock.after(AT_ONCE_MS, resolve);
    void settled.then(() => {
      cancel();
      resolve();
    });
  });
  due = true;
}

/** Puts a topic on the list, if it is to be there. */
function enlist(link: LinkContext, { filter, qos }: Topic): void {
  const { conduct, model, services } = link;
  const known = findTopic(model.topics, filter);
  const full = known === undefined && listTopics(model.topics).length >= services.settings.maxTopics;
  if (full && conduct.limitsTopics) {
    link.apply({ type: 'subscribedUnlisted' });
    return;
  }
  if (full) services.compat.found('topicLimit');
  const changed = known !== undefined && known.qos !== qos;
  if (changed && !conduct.keepsFirstQos) services.compat.found('duplicateQos');
  link.apply({ type: 'subscribed', filter, qos: changed && conduct.keepsFirstQos ? known.qos : qos });
}
