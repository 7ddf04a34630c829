import { CONNACK, readConnack, writeConnack } from '#mqtt/codec/connack';
import { CONNECT, type ConnectHeader, readConnect, withCleanSession } from '#mqtt/codec/connect';
import type { Publish } from '#mqtt/codec/publish';
import { readSubscribe } from '#mqtt/codec/subscribe';
import { isMqttError } from '#mqtt/errors';
import type { Timers } from '#time/timers';
import type { ActiveFault, FaultSet } from '../fault-set.ts';
import { Deliveries, type InventedMessage } from './deliveries.ts';
import { encode } from './encode.ts';
import { malformedPacket } from './malformed.ts';
import type { PacketEnds } from './packet-ends.ts';
import { PacketStream } from './packet-stream.ts';
import { idOf, publishOf, TYPE } from './packets.ts';
import { Publishes } from './publishes.ts';
import { Subscriptions } from './subscriptions.ts';
import { type TriggeredConnection, Triggers } from './triggers.ts';
import type { BrokerFaultName, Fits } from './wire.ts';

/** Unacknowledged messages that a client is sent at a time which nobody has published. */
const MAX_INVENTED = 20;

/** What follows what becomes of connections. */
export interface ConnectionWatcher {
  /** The client was accepted. @returns identifiers that it may hold for received from an earlier connection */
  accepted(filter: PacketFilter): readonly number[];
  /** The client takes more than a moment ago. */
  ready(): void;
  /** The connection is over. */
  gone(filter: PacketFilter): void;
}

/**
 * Stands between a client and its broker, on what MQTT is carried by, and does to the packets what faults say. What is
 * no MQTT passes as it is.
 */
export class PacketFilter implements TriggeredConnection {
  readonly #faults: FaultSet;
  readonly #ends: PacketEnds;
  readonly #watcher: ConnectionWatcher;
  readonly #toBroker: PacketStream;
  readonly #toClient: PacketStream;
  readonly #publishes: Publishes;
  readonly #deliveries: Deliveries;
  readonly #subscriptions: Subscriptions;
  readonly #triggers: Triggers;
  #connect: { readonly packet: Uint8Array; readonly header: ConnectHeader } | undefined;
  #clientId = '';
  #phase: 'connecting' | 'silent' | 'accepted' | 'over' = 'connecting';
  #packets = 0;

  constructor(faults: FaultSet, timers: Timers, ends: PacketEnds, watcher: ConnectionWatcher) {
    this.#faults = faults;
    this.#ends = ends;
    this.#watcher = watcher;
    this.#toBroker = new PacketStream(
      CONNECT,
      (packet, headerBytes) => this.#pass(packet, headerBytes, this.#toBroker),
      (bytes) => ends.toBroker(bytes),
    );
    this.#toClient = new PacketStream(
      CONNACK,
      (packet, headerBytes) => this.#pass(packet, headerBytes, this.#toClient),
      (bytes) => ends.toClient(bytes),
    );
    this.#publishes = new Publishes(this, timers);
    this.#deliveries = new Deliveries(this);
    this.#subscriptions = new Subscriptions(this, this.#deliveries);
    this.#triggers = new Triggers(this);
  }

  /** Bytes from the client. */
  fromClient(bytes: Uint8Array): void {
    if (this.#phase !== 'over') this.#toBroker.feed(bytes);
  }

  /** Bytes from the broker. */
  fromBroker(bytes: Uint8Array): void {
    if (this.#phase !== 'over') this.#toClient.feed(bytes);
  }

  /** The client takes more than a moment ago. */
  ready(): void {
    this.#watcher.ready();
  }

  /** The connection is over, whoever ended it. Harmless when repeated. */
  close(): void {
    if (this.#phase === 'over') return;
    this.#phase = 'over';
    this.#publishes.close();
    this.#watcher.gone(this);
  }

  /** Whom the client says it is. */
  get clientId(): string {
    return this.#clientId;
  }

  /** Identifiers of invented messages that the client's session, if it is kept, holds for received. */
  get halfDone(): readonly number[] {
    return this.#connect?.header.cleanSession === false ? this.#deliveries.halfDone : [];
  }

  /** Acknowledgements that are late come at once. */
  hurry(): void {
    this.#publishes.hurry();
  }

  kick(): void {
    this.close();
    this.#ends.close();
  }

  takeOver(staysMs: number): void {
    if (this.#connect !== undefined) this.#ends.another(this.#connect.packet, staysMs);
  }

  sendMalformed({ parameters, random }: ActiveFault<'broker.malformed'>): void {
    this.toClient(malformedPacket(parameters.kind, random));
  }

  /** Whether the client takes another message that nobody has published. */
  get takesMessages(): boolean {
    return this.#deliveries.unacknowledged < MAX_INVENTED && this.#ends.clientTakesMore();
  }

  /** Delivers a message that nobody has published. */
  invent(message: InventedMessage): void {
    this.#deliveries.invent(message);
  }

  toBroker(packet: Uint8Array): void {
    if (this.#phase !== 'over') this.#toBroker.put(packet);
  }

  toClient(packet: Uint8Array): void {
    if (this.#phase !== 'over') this.#toClient.put(packet);
  }

  take<N extends BrokerFaultName>(name: N, fits?: Fits<N>): ActiveFault<N> | undefined {
    return this.#faults.take(name, this.#fitting(fits));
  }

  find<N extends BrokerFaultName>(name: N, fits?: Fits<N>): ActiveFault<N> | undefined {
    return this.#faults.find(name, this.#fitting(fits));
  }

  #fitting<N extends BrokerFaultName>(fits: Fits<N> | undefined): Fits<N> {
    return (parameters) => {
      const { client } = parameters as { client?: string };
      return (client === undefined || client === this.#clientId) && (fits === undefined || fits(parameters));
    };
  }

  /** A packet of one side. @returns whether it goes on as it is */
  #pass(packet: Uint8Array, headerBytes: number, stream: PacketStream): boolean {
    if (this.#phase === 'over') return false;
    const packets = ++this.#packets;
    let passes: boolean;
    try {
      passes =
        stream === this.#toBroker
          ? this.#fromClient(packet, headerBytes)
          : this.#fromBroker(packet, headerBytes);
    } catch (error) {
      // What is not understood passes: whoever gets it has to deal with it.
      if (!isMqttError(error, 'PROTOCOL')) throw error;
      passes = true;
    }
    if (this.#isOver() || this.take('broker.closeAfter', (fault) => packets >= fault.packets) === undefined) {
      return passes && !this.#isOver();
    }
    if (passes) stream.put(packet);
    this.kick();
    return false;
  }

  #isOver(): boolean {
    return this.#phase === 'over';
  }

  #fromClient(packet: Uint8Array, headerBytes: number): boolean {
    const type = (packet[0] ?? 0) >> 4;
    if (type === TYPE.connect) return this.#connects(packet, headerBytes);
    if (this.#phase === 'silent') return false;
    switch (type) {
      case TYPE.publish:
        return this.#publishesTo(packet, headerBytes, publishOf(packet, headerBytes));
      case TYPE.puback:
        return this.#acknowledges(this.#deliveries.acknowledged(idOf(packet, headerBytes)));
      case TYPE.pubrec:
        return this.#deliveries.recorded(idOf(packet, headerBytes));
      case TYPE.pubcomp:
        return this.#acknowledges(this.#deliveries.completed(idOf(packet, headerBytes)));
      case TYPE.pubrel:
        return this.#publishes.released(idOf(packet, headerBytes));
      case TYPE.subscribe:
        return this.#subscribes(packet, headerBytes);
      case TYPE.unsubscribe: {
        // Behind the identifier come the filters.
        const id = ((packet[headerBytes] ?? 0) << 8) | (packet[headerBytes + 1] ?? 0);
        return this.#subscriptions.unsubscribe(id);
      }
      default:
        return true;
    }
  }

  #fromBroker(packet: Uint8Array, headerBytes: number): boolean {
    switch ((packet[0] ?? 0) >> 4) {
      case TYPE.connack:
        return this.#accepts(packet, headerBytes);
      case TYPE.publish:
        return this.#deliveries.published(packet, headerBytes, publishOf(packet, headerBytes));
      case TYPE.puback:
        return this.#publishes.acknowledged(packet, idOf(packet, headerBytes));
      case TYPE.pubrec:
        return this.#publishes.recorded(packet, idOf(packet, headerBytes));
      case TYPE.pubrel:
        return this.#deliveries.released(idOf(packet, headerBytes));
      case TYPE.pubcomp:
        return this.#publishes.completed();
      case TYPE.suback:
        return this.#subscriptions.subscribed(packet, headerBytes);
      case TYPE.unsuback:
        return this.#subscriptions.unsubscribed(idOf(packet, headerBytes));
      case TYPE.pingresp:
        return this.take('broker.noPingresp') === undefined;
      default:
        return true;
    }
  }

  #connects(packet: Uint8Array, headerBytes: number): boolean {
    const header = readConnect(packet, headerBytes, packet.length);
    this.#connect = { packet: Buffer.from(packet), header };
    this.#clientId = Buffer.from(header.clientId).toString();
    const refused = this.take('broker.connack');
    if (refused !== undefined) {
      this.toClient(encode((output) => writeConnack(output, false, refused.parameters.code)));
      this.kick();
      return false;
    }
    if (this.take('broker.noConnack') !== undefined) {
      this.#phase = 'silent';
      return false;
    }
    if (header.cleanSession || this.take('broker.sessionLost') === undefined) return true;
    this.toBroker(withCleanSession(packet, header));
    return false;
  }

  #accepts(packet: Uint8Array, headerBytes: number): boolean {
    if (readConnack(packet, headerBytes, packet.length).returnCode !== 0) return true;
    this.#phase = 'accepted';
    const clean = this.#connect?.header.cleanSession === true;
    const invented = clean && this.take('broker.sessionInvented') !== undefined;
    this.toClient(invented ? encode((output) => writeConnack(output, true, 0)) : packet);
    this.#deliveries.releaseAll(this.#watcher.accepted(this));
    this.#triggers.happens('connect');
    return false;
  }

  #publishesTo(packet: Uint8Array, headerBytes: number, publish: Publish): boolean {
    const topics = (): string[] => [Buffer.from(publish.topic).toString()];
    if (this.#triggers.kicked('publish', topics)) return false;
    return this.#triggers.afterwards(
      this.#publishes.published(packet, headerBytes, publish),
      packet,
      'publish',
      topics,
    );
  }

  #subscribes(packet: Uint8Array, headerBytes: number): boolean {
    const topics = (): string[] =>
      readSubscribe(packet, headerBytes, packet.length).subscriptions.map(({ filter }) =>
        Buffer.from(filter).toString(),
      );
    if (this.#triggers.kicked('subscribe', topics)) return false;
    return this.#triggers.afterwards(
      this.#subscriptions.subscribe(packet, headerBytes),
      packet,
      'subscribe',
      topics,
    );
  }

  #acknowledges(passes: boolean): boolean {
    // The client may take more that nobody has published.
    if (!passes) this.#watcher.ready();
    return passes;
  }
}
