import { type MqttCodeName, mqttCode } from '#at/mqtt-codes';
import { Failure, failure, type Result } from '#at/reply';
import { reasonOf } from '#errors/atmqtt-error';
import { type Message, message } from '#messages/message';
import type { MqttClient } from '#mqtt/client/client';
import { checkTopicFilter, checkTopicName } from '#mqtt/codec/topics';
import { isMqttError, type MqttErrorCode } from '#mqtt/errors';
import type { QoS } from '#mqtt/types';
import type { LinkConduct } from './conduct.ts';

const LOST = message('link.lost');
const LOST_BY_GENUINE = message('commands.genuineTakes', { why: LOST, place: 'lostQos0' });
// Looked up once: publishing is the hot path.
const PUBLISH_FAILED = mqttCode('CLIENT_PUBLISH_FAILED');

/** What fails before a packet leaves. */
const UNSENT: ReadonlySet<MqttErrorCode> = new Set(['INVALID', 'INFLIGHT_FULL', 'PACKET_TOO_LARGE', 'STORE']);

/**
 * Publishes. QoS 0 returns at once, without a promise or a timer; the others once the broker has acknowledged.
 * A payload of 32 KiB or more must not be changed afterwards.
 * @returns undefined, or why the message was not published (0x600C)
 */
export function publishOn(
  client: MqttClient | undefined,
  conduct: LinkConduct,
  topic: Buffer,
  payload: Buffer,
  qos: number,
  retain: boolean,
  timeoutMs: number,
): Result<undefined> | Promise<Result<undefined>> {
  if (client?.connected !== true) return publishedNowhere(conduct, qos);
  if (qos === 0) {
    try {
      client.publishQos0(topic, payload, retain);
      return undefined;
    } catch (error) {
      return failure(PUBLISH_FAILED, topicNameProblem(conduct, topic) ?? reasonOf(error));
    }
  }
  const problem = topicNameProblem(conduct, topic);
  if (problem !== undefined) return failure(PUBLISH_FAILED, problem);
  return client.publish(topic, payload, qos as QoS & (1 | 2), retain, timeoutMs).then(
    () => undefined,
    (error: unknown) => failureOf(conduct, PUBLISH_FAILED, error, timeoutMs),
  );
}

/** What is wrong with a topic to publish to, before anything leaves [B-PUB-2]. */
export function topicNameProblem(conduct: LinkConduct, topic: Buffer): Message | undefined {
  return problemOf(conduct, topic, checkTopicName);
}

/**
 * Sends SUBSCRIBE or UNSUBSCRIBE.
 * @param waitedMs how long a command waits for the answer; undefined: none that a genuine module would let wait
 * @param send sends it; what it gives settles with the broker's answer
 * @returns at once why nothing was sent, else undefined or why it came to nothing (0x600D, 0x600E)
 */
export function request(
  name: MqttCodeName,
  client: MqttClient | undefined,
  conduct: LinkConduct,
  filter: Buffer,
  waitedMs: number | undefined,
  send: (ready: MqttClient) => Promise<void>,
): Failure | Promise<Result<undefined>> {
  const code = mqttCode(name);
  const problem = problemOf(conduct, filter, checkTopicFilter);
  if (problem !== undefined) return failure(code, problem);
  if (client === undefined) return failure(code, LOST);
  return send(client).then(
    () => undefined,
    (error: unknown) => failureOf(conduct, code, error, waitedMs),
  );
}

/** Publishing once the connection is gone, as after a loss in the middle of the data [B-RAW-3]. */
function publishedNowhere(conduct: LinkConduct, qos: number): Result<undefined> {
  const { losesQos0, refusesLostQos0, failureCodes } = conduct;
  if (qos !== 0) return new Failure(failureCodes ? [PUBLISH_FAILED] : [], LOST);
  if (losesQos0) return undefined;
  return failure(PUBLISH_FAILED, refusesLostQos0 ? LOST_BY_GENUINE : LOST);
}

/** Why a request failed that was sent, or could not be; only the second has a code everywhere [B-CODE-3]. */
function failureOf(
  conduct: LinkConduct,
  code: number,
  error: unknown,
  waitedMs: number | undefined,
): Failure {
  const coded = conduct.failureCodes || (isMqttError(error) && UNSENT.has(error.code));
  const why = reasonOf(error);
  // Where the command named the time, a genuine module waits as long.
  const early = conduct.waitsShorter && waitedMs === conduct.answerTimeoutMs && isMqttError(error, 'TIMEOUT');
  return new Failure(coded ? [code] : [], early ? message('link.genuineWaits', { why }) : why);
}

function problemOf(
  { checksTopics }: LinkConduct,
  topic: Buffer,
  check: (topic: Buffer) => Message | undefined,
): Message | undefined {
  // Nobody sends an empty one.
  if (topic.length === 0) return check(topic);
  const problem = checksTopics ? check(topic) : undefined;
  return problem && message('link.topicSentByGenuine', { problem });
}
