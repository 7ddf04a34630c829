import { NOTHING } from '#bytes/keep';
import { LazyMap, LazySet } from '#collections/lazy-map';
import { reasonOf } from '#errors/atmqtt-error';
import { type Message, message } from '#messages/message';
import { MqttError } from '../errors.ts';
import { PacketIds } from './packet-ids.ts';
import { noStore, type OutgoingPublish, type SessionStore } from './session-store.ts';

/** Hears that a received message is safe, or why it is not. */
export type Settled = (failure?: MqttError) => void;

/** A received QoS 2 message on its way. */
export interface QoS2Delivery {
  readonly id: number;
  /** Hosts have it; what is left is to store that. */
  delivered: boolean;
  /** Who waits for it: a message may come again over a new connection meanwhile. */
  readonly settled: Settled[];
}

/**
 * The client's half of an MQTT session (MQTT 3.1.1, 4.1): the publishes in flight, the QoS 2 messages
 * received and not released, and the packet identifiers. It outlives the connections that use it, one at
 * a time, and belongs to one client identifier on one broker.
 *
 * Methods that reach the store throw `MqttError` `STORE` when it fails.
 */
export class Session {
  readonly #store: SessionStore;
  readonly #ids = new PacketIds();
  // A Map keeps its order when a value is replaced, which is the order to send again in [MQTT-4.6.0-1].
  readonly #outgoing = new LazyMap<number, OutgoingPublish>();
  readonly #received = new LazySet<number>();
  /** Received QoS 2 messages that are on their way to whoever takes them. */
  readonly #delivering = new LazyMap<number, QoS2Delivery>();
  /** Delivered, and about to be stored. */
  #delivered: Set<QoS2Delivery> | undefined;
  #persistent = true;
  #closed = false;
  /** What could not be read of what was stored, for a person. */
  readonly setAside: Message | undefined;

  /** @throws MqttError `STORE` when what was stored cannot be loaded */
  constructor(store: SessionStore = noStore) {
    this.#store = store;
    const stored = this.#try(() => store.load());
    for (const entry of stored.outgoing) {
      this.#outgoing.set(entry.id, entry);
      this.#ids.claim(entry.id);
    }
    for (const id of stored.received) this.#received.add(id);
    this.setAside = stored.setAside;
  }

  /** How many publishes are in flight. */
  get inflight(): number {
    return this.#outgoing.size;
  }

  /** CONNECT is about to be sent; a clean session forgets what an earlier one left [MQTT-3.1.2-6]. */
  begin(cleanSession: boolean): void {
    this.#persistent = !cleanSession;
    if (!cleanSession) return;
    this.#forget();
    this.#try(() => this.#store.clear());
  }

  /** CONNACK came. Without a session over there, the identifiers of received messages mean nothing. */
  accepted(sessionPresent: boolean): void {
    if (sessionPresent) return;
    this.#delivering.clear();
    for (const id of [...this.#received]) this.receivedDone(id);
  }

  /** The connection is gone: a clean session ends with it [MQTT-3.1.2-6]. */
  ended(): void {
    if (!this.#persistent) this.#forget();
  }

  /** The publishes in flight, oldest first. */
  outgoing(): OutgoingPublish[] {
    return [...this.#outgoing.values()];
  }

  /**
   * Takes a publish into the session, with copies of its bytes.
   * @throws MqttError `INFLIGHT_FULL` when no packet identifier is free, `STORE`
   */
  add(topic: Uint8Array, payload: Uint8Array, qos: 1 | 2, retain: boolean): OutgoingPublish {
    const id = this.takeId();
    const entry: OutgoingPublish = {
      id,
      topic: Buffer.from(topic),
      payload: Buffer.from(payload),
      qos,
      retain,
      phase: 'publish',
    };
    try {
      this.#save(() => this.#store.put(entry));
    } catch (error) {
      this.#ids.free(id);
      throw error;
    }
    this.#outgoing.set(id, entry);
    return entry;
  }

  /** A publish in flight by its packet identifier. */
  find(id: number): OutgoingPublish | undefined {
    return this.#outgoing.get(id);
  }

  /** PUBREC came for a QoS 2 publish: from here on only PUBREL is sent [MQTT-4.3.3-1]. */
  release(entry: OutgoingPublish): void {
    this.#save(() => this.#store.release(entry.id));
    this.#outgoing.set(entry.id, { ...entry, payload: NOTHING, phase: 'release' });
  }

  /** PUBACK or PUBCOMP came: the publish is done and its packet identifier free. */
  remove(id: number): void {
    this.#save(() => this.#store.remove(id));
    this.#outgoing.delete(id);
    this.#ids.free(id);
  }

  /**
   * A QoS 2 message came [MQTT-4.3.3-2].
   * @param settled runs once it has been delivered and that is stored, or with the MqttError `STORE` why it is not
   * @returns what `delivered` takes; undefined for a message that came before and is not to be delivered again
   */
  receive(id: number, settled: Settled): QoS2Delivery | undefined {
    if (this.#received.has(id)) {
      settled();
      return undefined;
    }
    const known = this.#delivering.get(id);
    if (known !== undefined) {
      known.settled.push(settled);
      // Where it could not be stored before, only that is tried again.
      if (known.delivered) this.#storeSoon(known);
      return undefined;
    }
    const delivery: QoS2Delivery = { id, delivered: false, settled: [settled] };
    this.#delivering.set(id, delivery);
    return delivery;
  }

  /** A QoS 2 message has been delivered. What is delivered in one turn is stored by one write at its end. */
  delivered(delivery: QoS2Delivery): void {
    // A reset or a session that the broker has forgotten makes an end of it.
    if (this.#closed || this.#delivering.get(delivery.id) !== delivery) return;
    delivery.delivered = true;
    this.#storeSoon(delivery);
  }

  /** The session is used no more: what is still being delivered changes nothing in the store. */
  close(): void {
    this.#closed = true;
  }

  /** PUBREL came for a received QoS 2 message. */
  receivedDone(id: number): void {
    if (!this.#received.has(id)) return;
    this.#save(() => this.#store.receivedDone(id));
    this.#received.delete(id);
  }

  /**
   * A packet identifier for SUBSCRIBE or UNSUBSCRIBE, which share the numbers with PUBLISH.
   * @throws MqttError `INFLIGHT_FULL` when none is free
   */
  takeId(): number {
    const id = this.#ids.take();
    if (id === undefined) throw new MqttError('INFLIGHT_FULL', message('mqtt.idsUsedUp'));
    return id;
  }

  /** Gives back what `takeId` gave. */
  freeId(id: number): void {
    this.#ids.free(id);
  }

  #storeSoon(delivery: QoS2Delivery): void {
    if (this.#delivered === undefined) {
      this.#delivered = new Set();
      queueMicrotask(() => this.#storeDelivered());
    }
    this.#delivered.add(delivery);
  }

  #storeDelivered(): void {
    const batch = [...(this.#delivered ?? [])].filter((each) => this.#delivering.get(each.id) === each);
    this.#delivered = undefined;
    if (this.#closed || batch.length === 0) return;
    let failure: MqttError | undefined;
    try {
      this.#save(() => this.#store.received(batch.map(({ id }) => id)));
    } catch (error) {
      failure = error as MqttError;
    }
    for (const { id, settled } of batch) {
      if (failure === undefined) {
        this.#delivering.delete(id);
        this.#received.add(id);
      }
      for (const tell of settled.splice(0)) tell(failure);
    }
  }

  #forget(): void {
    for (const id of this.#outgoing.keys()) this.#ids.free(id);
    this.#outgoing.clear();
    this.#received.clear();
    this.#delivering.clear();
  }

  #save(change: () => void): void {
    if (this.#persistent) this.#try(change);
  }

  #try<T>(action: () => T): T {
    try {
      return action();
    } catch (cause) {
      throw new MqttError('STORE', message('mqtt.notStored', { why: reasonOf(cause) }), { cause });
    }
  }
}
