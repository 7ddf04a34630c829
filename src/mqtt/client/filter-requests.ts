import type { WriteBuffer } from '#bytes/write-buffer';
import { LazyMap } from '#collections/lazy-map';
import { type Message, message } from '#messages/message';
import type { Suback } from '../codec/suback.ts';
import { writeSubscribe } from '../codec/subscribe.ts';
import { showTopic } from '../codec/topics.ts';
import { writeUnsubscribe } from '../codec/unsubscribe.ts';
import { MqttError } from '../errors.ts';
import type { QoS } from '../types.ts';
import type { PendingAcks } from './pending-acks.ts';
import type { Session } from './session.ts';

type RequestAnswer = 'SUBACK' | 'UNSUBACK';

/** What has been asked for. */
interface FilterRequest {
  readonly answer: RequestAnswer;
  /** A copy. */
  readonly filter: Uint8Array;
  readonly qos: QoS;
}

/** Subscribing and unsubscribing on one connection (MQTT 3.1.1, 3.8 to 3.11). */
export class FilterRequests {
  readonly #output: WriteBuffer;
  readonly #session: Session;
  readonly #pending: PendingAcks;
  // Kept after a timeout too: the identifier is not free before its answer has come.
  readonly #requests = new LazyMap<number, FilterRequest>();

  constructor(output: WriteBuffer, session: Session, pending: PendingAcks) {
    this.#output = output;
    this.#session = session;
    this.#pending = pending;
  }

  /** See MqttClient.subscribe. */
  subscribe(filter: Uint8Array, qos: QoS, timeoutMs: number): Promise<QoS> {
    const id = this.#session.takeId();
    const answered = this.#wait(id, 'SUBACK', filter, qos, timeoutMs);
    writeSubscribe(this.#output, id, filter, qos);
    return answered;
  }

  /** See MqttClient.unsubscribe. */
  unsubscribe(filter: Uint8Array, timeoutMs: number): Promise<QoS> {
    const id = this.#session.takeId();
    const answered = this.#wait(id, 'UNSUBACK', filter, 0, timeoutMs);
    writeUnsubscribe(this.#output, id, filter);
    return answered;
  }

  /** SUBACK came. */
  subscribed({ id, granted }: Suback): void {
    const request = this.#answered(id, 'SUBACK');
    if (request === undefined) return;
    if (granted !== undefined) this.#pending.settle(id, 'SUBACK', granted);
    else {
      const params = { topic: showTopic(request.filter), qos: request.qos };
      const error = new MqttError('SUBSCRIBE_REFUSED', message('mqtt.subscriptionRefused', params));
      this.#pending.refuse(id, 'SUBACK', error);
    }
  }

  /** UNSUBACK came. */
  unsubscribed(id: number): void {
    if (this.#answered(id, 'UNSUBACK')) this.#pending.settle(id, 'UNSUBACK');
  }

  /** What was sent with an identifier that is not answered yet, for a person. */
  describe(id: number): Message {
    const { answer, filter, qos } = this.#requests.get(id) as FilterRequest;
    const topic = showTopic(filter);
    return answer === 'SUBACK'
      ? message('mqtt.subscribeTo', { topic, qos })
      : message('mqtt.unsubscribeFrom', { topic });
  }

  /** No answer will come any more: the identifiers are free. */
  abort(): void {
    for (const id of this.#requests.keys()) this.#session.freeId(id);
    this.#requests.clear();
  }

  #wait(id: number, answer: RequestAnswer, filter: Uint8Array, qos: QoS, timeoutMs: number): Promise<QoS> {
    // The caller's bytes may be gone when the answer comes.
    this.#requests.set(id, { answer, filter: Buffer.from(filter), qos });
    return this.#pending.wait(id, answer, timeoutMs);
  }

  /** What an answer is to; its identifier is free then. */
  #answered(id: number, answer: RequestAnswer): FilterRequest | undefined {
    const request = this.#requests.get(id);
    if (request?.answer !== answer) return undefined;
    this.#requests.delete(id);
    this.#session.freeId(id);
    return request;
  }
}
