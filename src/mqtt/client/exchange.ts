import type { IPublishPacket, Packet } from 'mqtt-packet';
import { keep, NOTHING } from '#bytes/keep';
import { sameBytes } from '#bytes/same-bytes';
import { LazyMap } from '#collections/lazy-map';
import type { Timers } from '#time/timers';
import { payloadOf, topicBytesOf } from '../codec/incoming-check.ts';
import { packetTooLarge } from '../codec/publish-encoder.ts';
import { MAX_REMAINING_LENGTH, remainingLengthBytes } from '../codec/remaining-length.ts';
import { checkTopicName } from '../codec/topics.ts';
import { isMqttError, MqttError } from '../errors.ts';
import type { IncomingMessage, QoS } from '../types.ts';
import type { Connection } from './connection.ts';
import { PendingAcks } from './pending-acks.ts';
import type { Session } from './session.ts';

/** What an exchange works with. */
export interface ExchangeSetup {
  connection: Connection;
  session: Session;
  timers: Timers;
  maxInflight: number;
  message: (message: IncomingMessage) => void;
  /** An answer is about to end a wait. */
  answered: () => void;
}

/**
 * What is said on an accepted connection: publishes, subscriptions and their acknowledgements
 * (MQTT 3.1.1, 4.3). An acknowledgement that fits nothing is ignored, because it may be a late one.
 */
export class Exchange {
  readonly #setup: ExchangeSetup;
  readonly #pending: PendingAcks;
  // Kept after a timeout too: the identifier is not free before its answer has come.
  readonly #requests = new LazyMap<number, 'SUBACK' | 'UNSUBACK'>();
  #topicText: string | undefined;
  #topic: Buffer = NOTHING;

  constructor(setup: ExchangeSetup) {
    this.#setup = setup;
    this.#pending = new PendingAcks(setup.timers, setup.answered);
  }

  /** Sends what the session has in flight again, in order [MQTT-4.4.0-1]. */
  resend(): void {
    const { connection, session } = this.#setup;
    for (const entry of session.outgoing()) {
      if (entry.phase === 'publish') connection.sendPublish(entry, true);
      else connection.send({ cmd: 'pubrel', messageId: entry.id });
    }
  }

  /** See MqttClient.publish. @throws MqttError `PACKET_TOO_LARGE`, `INFLIGHT_FULL`, `STORE`; nothing is sent then */
  publish(topic: Uint8Array, payload: Uint8Array, qos: 1 | 2, retain: boolean, ms: number): Promise<QoS> {
    const { connection, session, maxInflight } = this.#setup;
    const remaining = 4 + topic.length + payload.length;
    if (remaining > MAX_REMAINING_LENGTH) throw packetTooLarge(remaining);
    if (session.inflight >= maxInflight) {
      throw new MqttError('INFLIGHT_FULL', `${maxInflight} publishes are not acknowledged yet`);
    }
    const entry = session.add(topic, payload, qos, retain);
    const answered = this.#pending.wait(entry.id, qos === 1 ? 'PUBACK' : 'PUBCOMP', ms);
    connection.sendPublish(entry, false);
    return answered;
  }

  /** See MqttClient.subscribe. */
  subscribe(filter: string, qos: QoS, timeoutMs: number): Promise<QoS> {
    return this.#request('SUBACK', timeoutMs, (messageId) => ({
      cmd: 'subscribe',
      messageId,
      subscriptions: [{ topic: filter, qos }],
    }));
  }

  /** See MqttClient.unsubscribe. */
  async unsubscribe(filter: string, timeoutMs: number): Promise<void> {
    await this.#request('UNSUBACK', timeoutMs, (messageId) => ({
      cmd: 'unsubscribe',
      messageId,
      unsubscriptions: [filter],
    }));
  }

  /** A packet came. */
  received(packet: Packet): void {
    try {
      this.#handle(packet);
    } catch (error) {
      // Going on would break the promise that what is acknowledged is stored.
      if (!isMqttError(error, 'STORE')) throw error;
      this.#setup.connection.fail(error);
    }
  }

  /** A message of QoS 0 came; see ConnectionEvents.messageQos0. */
  receivedQos0(
    bytes: Buffer,
    topicAt: number,
    payloadAt: number,
    end: number,
    retain: boolean,
    fixedHeaderBytes: number,
  ): void {
    const { connection, message } = this.#setup;
    // A topic that repeats, as most do, is checked and copied once.
    if (topicAt === payloadAt || !sameBytes(this.#topic, bytes, topicAt, payloadAt)) {
      const topic = keep(bytes.subarray(topicAt, payloadAt));
      const problem = checkTopicName(topic);
      if (problem !== undefined) return connection.broken(`in a PUBLISH, ${problem}`);
      this.#topic = topic;
      this.#topicText = undefined;
    }
    const payload = bytes.subarray(payloadAt, end);
    message({ topic: this.#topic, payload, qos: 0, retain, dup: false, fixedHeaderBytes });
  }

  /** The connection is gone: nobody waits any longer. */
  abort(reason: MqttError): void {
    for (const id of this.#requests.keys()) this.#setup.session.freeId(id);
    this.#requests.clear();
    this.#pending.abort(reason);
  }

  #handle(packet: Packet): void {
    const id = packet.messageId ?? 0;
    switch (packet.cmd) {
      case 'publish':
        this.#published(packet, id);
        break;
      case 'pubrel':
        this.#released(id);
        break;
      case 'puback':
        this.#completed(id, 1);
        break;
      case 'pubrec':
        this.#recorded(id);
        break;
      case 'pubcomp':
        this.#completed(id, 2);
        break;
      case 'suback':
        this.#subscribed(id, Number(packet.granted[0]));
        break;
      case 'unsuback':
        if (this.#answered(id, 'UNSUBACK')) this.#pending.settle(id, 'UNSUBACK');
        break;
    }
  }

  #published(packet: IPublishPacket, id: number): void {
    const problem = this.#readTopic(packet);
    if (problem === undefined) this.#deliver(packet, id);
    else this.#setup.connection.broken(problem);
  }

  #deliver(packet: IPublishPacket, id: number): void {
    const { connection, session, message } = this.#setup;
    const { qos, retain, dup } = packet;
    if (qos < 2 || session.receive(id)) {
      const fixedHeaderBytes = 1 + remainingLengthBytes(packet.length ?? 0);
      message({ topic: this.#topic, payload: payloadOf(packet), qos, retain, dup, fixedHeaderBytes });
    }
    if (qos === 1) connection.send({ cmd: 'puback', messageId: id });
    else if (qos === 2) connection.send({ cmd: 'pubrec', messageId: id });
  }

  #released(id: number): void {
    this.#setup.session.receivedDone(id);
    // Answered even when unknown: the broker may not have got an earlier PUBCOMP [MQTT-4.3.3-2].
    this.#setup.connection.send({ cmd: 'pubcomp', messageId: id });
  }

  /** The codec yields the topic as a string; one that repeats, as most do, is encoded and checked once. */
  #readTopic(packet: IPublishPacket): string | undefined {
    if (packet.topic !== this.#topicText) {
      const topic = keep(Buffer.from(packet.topic));
      const problem = checkTopicName(topic);
      if (problem !== undefined) return `in a PUBLISH, ${problem}`;
      this.#topic = topic;
      this.#topicText = packet.topic;
    }
    // The codec replaced bytes that are not UTF-8, which shows in their number, but for a cut-off 4-byte character.
    return topicBytesOf(packet) === this.#topic.length
      ? undefined
      : 'the topic of a PUBLISH is not valid UTF-8';
  }

  #completed(id: number, qos: 1 | 2): void {
    const { session } = this.#setup;
    const entry = session.find(id);
    if (entry?.qos !== qos || (qos === 2 && entry.phase !== 'release')) return;
    session.remove(id);
    this.#pending.settle(id, qos === 1 ? 'PUBACK' : 'PUBCOMP');
  }

  #recorded(id: number): void {
    const { connection, session } = this.#setup;
    const entry = session.find(id);
    if (entry?.qos === 1) return;
    if (entry?.phase === 'publish') session.release(entry);
    // An unknown identifier is released too, so that the broker can forget it.
    connection.send({ cmd: 'pubrel', messageId: id });
  }

  #subscribed(id: number, granted: number): void {
    if (!this.#answered(id, 'SUBACK')) return;
    if (granted <= 2) this.#pending.settle(id, 'SUBACK', granted as QoS);
    else {
      const error = new MqttError('SUBSCRIBE_REFUSED', 'the broker refused the subscription');
      this.#pending.refuse(id, 'SUBACK', error);
    }
  }

  #answered(id: number, answer: 'SUBACK' | 'UNSUBACK'): boolean {
    if (this.#requests.get(id) !== answer) return false;
    this.#requests.delete(id);
    this.#setup.session.freeId(id);
    return true;
  }

  async #request(
    answer: 'SUBACK' | 'UNSUBACK',
    timeoutMs: number,
    packet: (id: number) => Packet,
  ): Promise<QoS> {
    const id = this.#setup.session.takeId();
    this.#requests.set(id, answer);
    const answered = this.#pending.wait(id, answer, timeoutMs);
    this.#setup.connection.send(packet(id));
    return answered;
  }
}
