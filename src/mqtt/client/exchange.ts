import type { WriteBuffer } from '#bytes/write-buffer';
import { LazyMap } from '#collections/lazy-map';
import { type Message, message } from '#messages/message';
import type { Cancel, Timers } from '#time/timers';
import { writePubcomp } from '../codec/pubcomp.ts';
import { checkPublishSize, type Publish, writePublish } from '../codec/publish.ts';
import { writePubrel } from '../codec/pubrel.ts';
import type { IncomingPacket } from '../codec/read-packet.ts';
import { showTopic } from '../codec/topics.ts';
import { isMqttError, MqttError } from '../errors.ts';
import type { QoS } from '../types.ts';
import type { ClientEvents } from './client-deps.ts';
import { FilterRequests } from './filter-requests.ts';
import { IncomingAcks } from './incoming-acks.ts';
import { type AckOwner, type Answer, PendingAcks } from './pending-acks.ts';
import { Resender } from './resender.ts';
import { type Queued, SendWindow } from './send-window.ts';
import type { Session, Settled } from './session.ts';
import type { OutgoingPublish } from './session-store.ts';
import { StoreRetries } from './store-retries.ts';

/** Milliseconds that a publish waits behind older ones at most [B-LOSS-5]. */
const MAX_QUEUED_MS = 30_000;

/** A publish that has left. */
interface Sent {
  readonly id: number;
  readonly answered: Promise<QoS>;
}

/** What an exchange works with. */
export interface ExchangeSetup {
  /** Takes the packets for the broker; whoever calls sees to it that they leave. */
  readonly output: WriteBuffer;
  readonly session: Session;
  readonly timers: Timers;
  readonly maxInflight: number;
  /** See ClientDeps. */
  readonly resendAfterMs: number | undefined;
  /** Says whether nothing is read for now, so that a missing acknowledgement says nothing about the broker. */
  readonly client: { readonly paused: boolean };
  /** Hears of what comes. */
  readonly events: Pick<ClientEvents, 'message' | 'answered' | 'deviation' | 'notStored' | 'stored'>;
  /** Sees to it that what is in `output` leaves. */
  readonly connection: { flushSoon(): void };
}

/**
 * What is said on an accepted connection: publishes, subscriptions and their acknowledgements (MQTT 3.1.1, 4.3).
 * Packets in, packets out, no I/O. An acknowledgement that fits nothing is ignored, because it may be a late one.
 */
export class Exchange implements AckOwner {
  readonly #setup: ExchangeSetup;
  readonly #pending: PendingAcks;
  readonly #filters: FilterRequests;
  readonly #acks: IncomingAcks;
  #toldOfPuback = false;
  #over = false;
  /** Undefined while the store takes everything. */
  #retries: StoreRetries | undefined;
  /** Publishes that wait for older ones: how each is failed, and how its time is stopped. */
  readonly #queued = new LazyMap<(error: Error) => void, Cancel>();
  /** Undefined when publishes are not sent again while the connection is up. */
  readonly #resender: Resender | undefined;
  /** Undefined when nothing older holds publishes back. */
  #window: SendWindow | undefined;

  constructor(setup: ExchangeSetup) {
    this.#setup = setup;
    this.#pending = new PendingAcks(setup.timers, this);
    this.#filters = new FilterRequests(setup.output, setup.session, this.#pending);
    this.#acks = new IncomingAcks(setup.output, setup.connection);
    const { timers, resendAfterMs } = setup;
    if (resendAfterMs !== undefined) {
      this.#resender = new Resender(timers, resendAfterMs, (id) => this.#sendAgain(id));
    }
  }

  /** Sends what the session has in flight again, in order and a few at a time [MQTT-4.4.0-1]. */
  resend(): void {
    const { output, session } = this.#setup;
    const backlog = session.outgoing();
    if (backlog.length === 0) return;
    this.#window = new SendWindow(backlog, ({ phase, id, topic, payload, qos, retain }) => {
      if (phase === 'release') return writePubrel(output, id);
      writePublish(output, topic, payload, qos, retain, true, id);
      if (qos === 1) this.#resender?.sent(id);
    });
  }

  /** A publish of QoS 1 has been unacknowledged for a while. */
  #sendAgain(id: number): void {
    const { output, session, client, connection } = this.#setup;
    const entry = session.find(id);
    if (entry === undefined || client.paused) return;
    writePublish(output, entry.topic, entry.payload, entry.qos, entry.retain, true, id);
    connection.flushSoon();
  }

  /** See MqttClient.publishQos0. @throws MqttError `PACKET_TOO_LARGE`; nothing is sent then */
  publishQos0(topic: Uint8Array, payload: Uint8Array, retain: boolean): void {
    writePublish(this.#setup.output, topic, payload, 0, retain, false, 0);
  }

  /** See MqttClient.publish. @throws MqttError `PACKET_TOO_LARGE`, `INFLIGHT_FULL`, `STORE`; nothing is sent then */
  publish(topic: Uint8Array, payload: Uint8Array, qos: 1 | 2, retain: boolean, ms: number): Promise<QoS> {
    const { session, maxInflight } = this.#setup;
    checkPublishSize(topic, payload);
    const window = this.#window;
    // Behind a backlog it leaves when most of that has been acknowledged, however long it was.
    if ((window === undefined ? session.inflight : this.#queued.size) >= maxInflight) {
      throw new MqttError('INFLIGHT_FULL', message('mqtt.inflightFull', { max: maxInflight }));
    }
    if (window === undefined) return this.#publishNow(topic, payload, qos, retain, ms).answered;
    // It may wait longer than the caller's bytes are there.
    const [copiedTopic, copiedPayload] = [Buffer.from(topic), Buffer.from(payload)];
    return this.#publishBehind(window, qos, ms, () =>
      this.#publishNow(copiedTopic, copiedPayload, qos, retain, ms),
    );
  }

  #publishNow(topic: Uint8Array, payload: Uint8Array, qos: 1 | 2, retain: boolean, ms: number): Sent {
    const { output, session } = this.#setup;
    // What is sent is the session's copy, which nobody changes.
    const { id, ...entry } = session.add(topic, payload, qos, retain);
    const answered = this.#pending.wait(id, qos === 1 ? 'PUBACK' : 'PUBCOMP', ms);
    writePublish(output, entry.topic, entry.payload, qos, retain, false, id);
    if (qos === 1) this.#resender?.sent(id);
    return { id, answered };
  }

  /** Publishes when older ones have been acknowledged; the time for the answer begins when the packet leaves. */
  #publishBehind(window: SendWindow, qos: 1 | 2, ms: number, publish: () => Sent): Promise<QoS> {
    return new Promise((resolve, reject) => {
      const queued: Queued = {
        qos,
        send: () => {
          this.#queued.delete(reject);
          cancel();
          try {
            const { id, answered } = publish();
            answered.then(resolve, reject);
            this.#setup.connection.flushSoon();
            return id;
          } catch (error) {
            reject(error as Error);
            return undefined;
          }
        },
      };
      const givenUp = (): void => {
        this.#queued.delete(reject);
        const count = window.remove(queued);
        reject(new MqttError('TIMEOUT', message('mqtt.backlogWaits', { count })));
      };
      const cancel = Number.isFinite(ms)
        ? this.#setup.timers.after(Math.max(MAX_QUEUED_MS, ms), givenUp)
        : (): void => {};
      this.#queued.set(reject, cancel);
      window.add(queued);
    });
  }

  /** See MqttClient.subscribe. */
  subscribe(filter: Uint8Array, qos: QoS, timeoutMs: number): Promise<QoS> {
    return this.#filters.subscribe(filter, qos, timeoutMs);
  }

  /** See MqttClient.unsubscribe. */
  unsubscribe(filter: Uint8Array, timeoutMs: number): Promise<QoS> {
    return this.#filters.unsubscribe(filter, timeoutMs);
  }

  /** A packet came. Where the session cannot be stored, what follows from it waits until it can. */
  received(packet: IncomingPacket): void {
    try {
      this.#take(packet);
    } catch (error) {
      if (!isMqttError(error, 'STORE')) throw error;
      this.#storeLater(error, () => {
        this.received(packet);
        this.#setup.connection.flushSoon();
      });
    }
  }

  #take(packet: IncomingPacket): void {
    switch (packet.type) {
      case 'publish':
        return this.#published(packet);
      case 'pubrel':
        return this.#released(packet.id);
      case 'puback':
        return this.#acknowledged(packet.id);
      case 'pubrec':
        return this.#recorded(packet.id);
      case 'pubcomp':
        return this.#completed(packet.id);
      case 'suback':
        return this.#filters.subscribed(packet);
      case 'unsuback':
        return this.#filters.unsubscribed(packet.id);
    }
  }

  /** The connection is gone: nobody waits any longer. */
  abort(reason: MqttError): void {
    this.#filters.abort();
    this.#acks.abort();
    this.#resender?.stop();
    this.#over = true;
    this.#retries?.abort();
    this.#pending.abort(reason);
    for (const reject of [...this.#queued.keys()]) {
      this.#queued.get(reject)?.();
      reject(reason);
    }
    this.#queued.clear();
  }

  /** See AckOwner. */
  answered(): void {
    this.#setup.events.answered?.();
  }

  /** See AckOwner. */
  unanswered(id: number, expected: Answer, ms: number): Message {
    const entry = this.#setup.session.find(id);
    if (entry === undefined)
      return message('mqtt.noAnswer', { expected, ms, sent: this.#filters.describe(id) });
    const { topic, payload, qos, retain, phase } = entry;
    const released = phase === 'release';
    const bytes = released ? undefined : payload.length;
    const sent = message('mqtt.publishTo', { topic: showTopic(topic), qos, retain, again: false, bytes });
    return message('mqtt.noAnswer', { expected: qos === 2 && !released ? 'PUBREC' : expected, ms, sent });
  }

  #published(publish: Publish): void {
    const { session } = this.#setup;
    const { qos, id } = publish;
    if (qos === 0) return this.#setup.events.message(publish);
    const acknowledge = this.#acks.expect(qos, id);
    if (qos === 1) return this.#setup.events.message(publish, acknowledge);
    const delivery = session.receive(id, this.#settling(id, acknowledge));
    if (delivery !== undefined) this.#setup.events.message(publish, () => session.delivered(delivery));
  }

  /** What is done once a received message of QoS 2 is stored, or is not. */
  #settling(id: number, acknowledge: () => void): Settled {
    return (failure) => {
      if (failure === undefined) return acknowledge();
      // It has been delivered, so that only the storing is tried again.
      this.#storeLater(failure, () => this.#setup.session.receive(id, this.#settling(id, acknowledge)));
    };
  }

  #storeLater(reason: MqttError, again: () => void): void {
    const { timers, events } = this.#setup;
    // A message may be delivered, and fail to be stored, after its connection was lost.
    if (this.#over) return;
    this.#retries ??= new StoreRetries(timers, () => {
      this.#retries = undefined;
      events.stored?.();
    });
    this.#retries.add(again);
    events.notStored?.(reason);
  }

  #released(id: number): void {
    this.#setup.session.receivedDone(id);
    // Answered even when unknown: the broker may not have got an earlier PUBCOMP [MQTT-4.3.3-2].
    writePubcomp(this.#setup.output, id);
  }

  /**
   * A publish of QoS 2 is done as well: some brokers, such as RabbitMQ, treat it as one of QoS 1, and would get it
   * again after every reconnect.
   */
  #acknowledged(id: number): void {
    const entry = this.#setup.session.find(id);
    if (entry === undefined) return;
    if (entry.qos === 2 && !this.#toldOfPuback) {
      this.#toldOfPuback = true;
      this.#setup.events.deviation?.(message('mqtt.pubackForQos2'));
    }
    this.#done(entry);
  }

  #completed(id: number): void {
    const entry = this.#setup.session.find(id);
    if (entry?.phase === 'release') this.#done(entry);
  }

  #done({ id, qos }: OutgoingPublish): void {
    this.#setup.session.remove(id);
    this.#pending.settle(id, qos === 1 ? 'PUBACK' : 'PUBCOMP');
    this.#resender?.done(id);
    this.#window?.acknowledged(id);
    if (this.#window?.size === 0) this.#window = undefined;
  }

  #recorded(id: number): void {
    const { output, session } = this.#setup;
    const entry = session.find(id);
    if (entry?.qos === 1) return;
    if (entry?.phase === 'publish') session.release(entry);
    // An unknown identifier is released too, so that the broker can forget it.
    writePubrel(output, id);
  }
}
