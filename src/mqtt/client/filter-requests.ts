import type { WriteBuffer } from '#bytes/write-buffer';
import { LazyMap } from '#collections/lazy-map';
import { message } from '#messages/message';
import type { Suback } from '../codec/suback.ts';
import { writeSubscribe } from '../codec/subscribe.ts';
import { writeUnsubscribe } from '../codec/unsubscribe.ts';
import { MqttError } from '../errors.ts';
import type { QoS } from '../types.ts';
import type { PendingAcks } from './pending-acks.ts';
import type { Session } from './session.ts';

type RequestAnswer = 'SUBACK' | 'UNSUBACK';

/** Subscribing and unsubscribing on one connection (MQTT 3.1.1, 3.8 to 3.11). */
export class FilterRequests {
  readonly #output: WriteBuffer;
  readonly #session: Session;
  readonly #pending: PendingAcks;
  // Kept after a timeout too: the identifier is not free before its answer has come.
  readonly #requests = new LazyMap<number, RequestAnswer>();

  constructor(output: WriteBuffer, session: Session, pending: PendingAcks) {
    this.#output = output;
    this.#session = session;
    this.#pending = pending;
  }

  /** See MqttClient.subscribe. */
  subscribe(filter: Uint8Array, qos: QoS, timeoutMs: number): Promise<QoS> {
    const id = this.#session.takeId();
    const answered = this.#wait(id, 'SUBACK', timeoutMs);
    writeSubscribe(this.#output, id, filter, qos);
    return answered;
  }

  /** See MqttClient.unsubscribe. */
  unsubscribe(filter: Uint8Array, timeoutMs: number): Promise<QoS> {
    const id = this.#session.takeId();
    const answered = this.#wait(id, 'UNSUBACK', timeoutMs);
    writeUnsubscribe(this.#output, id, filter);
    return answered;
  }

  /** SUBACK came. */
  subscribed({ id, granted }: Suback): void {
    if (!this.#answers(id, 'SUBACK')) return;
    if (granted !== undefined) this.#pending.settle(id, 'SUBACK', granted);
    else {
      const error = new MqttError('SUBSCRIBE_REFUSED', message('mqtt.subscriptionRefused'));
      this.#pending.refuse(id, 'SUBACK', error);
    }
  }

  /** UNSUBACK came. */
  unsubscribed(id: number): void {
    if (this.#answers(id, 'UNSUBACK')) this.#pending.settle(id, 'UNSUBACK');
  }

  /** No answer will come any more: the identifiers are free. */
  abort(): void {
    for (const id of this.#requests.keys()) this.#session.freeId(id);
    this.#requests.clear();
  }

  #wait(id: number, answer: RequestAnswer, timeoutMs: number): Promise<QoS> {
    this.#requests.set(id, answer);
    return this.#pending.wait(id, answer, timeoutMs);
  }

  #answers(id: number, answer: RequestAnswer): boolean {
    if (this.#requests.get(id) !== answer) return false;
    this.#requests.delete(id);
    this.#session.freeId(id);
    return true;
  }
}
