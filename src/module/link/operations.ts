import { type MqttCodeName, mqttCode } from '#at/mqtt-codes';
import { type Failure, failure, type Result } from '#at/reply';
import { reasonOf } from '#errors/atmqtt-error';
import { message } from '#messages/message';
import type { MqttClient } from '#mqtt/client/client';
import { checkTopicFilter, checkTopicName } from '#mqtt/codec/topics';
import type { QoS } from '#mqtt/types';

const LOST = message('link.lost');
// Looked up once: publishing is the hot path.
const PUBLISH_FAILED = mqttCode('CLIENT_PUBLISH_FAILED');

/**
 * Publishes. QoS 0 returns at once, without a promise or a timer; the others once the broker has acknowledged.
 * A payload of 32 KiB or more must not be changed afterwards.
 * @returns undefined, or why the message was not published (0x600C)
 */
export function publishOn(
  client: MqttClient | undefined,
  topic: Buffer,
  payload: Buffer,
  qos: number,
  retain: boolean,
  timeoutMs: number,
): Result<undefined> | Promise<Result<undefined>> {
  if (client === undefined) return failure(PUBLISH_FAILED, LOST);
  if (qos === 0) {
    try {
      client.publishQos0(topic, payload, retain);
      return undefined;
    } catch (error) {
      return failure(PUBLISH_FAILED, reasonOf(error));
    }
  }
  const problem = checkTopicName(topic);
  if (problem !== undefined) return failure(PUBLISH_FAILED, problem);
  return client.publish(topic, payload, qos as QoS & (1 | 2), retain, timeoutMs).then(
    () => undefined,
    (error: unknown) => failure(PUBLISH_FAILED, reasonOf(error)),
  );
}

/**
 * Sends SUBSCRIBE.
 * @param granted runs with the QoS that SUBACK granted
 * @returns at once why nothing was sent, else undefined or why it was not granted (0x600D)
 */
export function subscribeOn(
  client: MqttClient | undefined,
  filter: Buffer,
  qos: QoS,
  timeoutMs: number,
  granted: (qos: QoS) => void,
): Failure | Promise<Result<undefined>> {
  return request('CLIENT_SUBSCRIBE_FAILED', client, filter, (ready) =>
    ready.subscribe(filter, qos, timeoutMs).then(granted),
  );
}

/**
 * Sends UNSUBSCRIBE.
 * @param done runs when UNSUBACK has come
 * @returns at once why nothing was sent, else undefined or why it failed (0x600E)
 */
export function unsubscribeOn(
  client: MqttClient | undefined,
  filter: Buffer,
  timeoutMs: number,
  done: () => void,
): Failure | Promise<Result<undefined>> {
  return request('CLIENT_UNSUBSCRIBE_FAILED', client, filter, (ready) =>
    ready.unsubscribe(filter, timeoutMs).then(done),
  );
}

function request(
  name: MqttCodeName,
  client: MqttClient | undefined,
  filter: Buffer,
  send: (ready: MqttClient) => Promise<void>,
): Failure | Promise<Result<undefined>> {
  const code = mqttCode(name);
  const problem = checkTopicFilter(filter);
  if (problem !== undefined) return failure(code, problem);
  if (client === undefined) return failure(code, LOST);
  return send(client).then(
    () => undefined,
    (error: unknown) => failure(code, reasonOf(error)),
  );
}
