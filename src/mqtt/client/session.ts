import { NOTHING } from '#bytes/keep';
import { LazyMap, LazySet } from '#collections/lazy-map';
import { reasonOf } from '#errors/atmqtt-error';
import { message } from '#messages/message';
import { MqttError } from '../errors.ts';
import { PacketIds } from './packet-ids.ts';
import { noStore, type OutgoingPublish, type SessionStore } from './session-store.ts';

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
  #persistent = true;

  /** @throws MqttError `STORE` when what was stored cannot be loaded */
  constructor(store: SessionStore = noStore) {
    this.#store = store;
    const stored = this.#try(() => store.load());
    for (const entry of stored.outgoing) {
      this.#outgoing.set(entry.id, entry);
      this.#ids.claim(entry.id);
    }
    for (const id of stored.received) this.#received.add(id);
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

  /** Notes a QoS 2 message that is to be delivered; false when it was delivered before [MQTT-4.3.3-2]. */
  receive(id: number): boolean {
    if (this.#received.has(id)) return false;
    this.#save(() => this.#store.received(id));
    this.#received.add(id);
    return true;
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

  #forget(): void {
    for (const id of this.#outgoing.keys()) this.#ids.free(id);
    this.#outgoing.clear();
    this.#received.clear();
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
