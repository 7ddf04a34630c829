import { decodeUtf8 } from '#bytes/utf8';
import { WriteBuffer } from '#bytes/write-buffer';
import { message } from '#messages/message';
import { writeConnack } from '#mqtt/codec/connack';
import { CONNECT, readConnectRequest } from '#mqtt/codec/connect';
import { DISCONNECT_BYTE } from '#mqtt/codec/disconnect';
import { Framer, type FrameSink } from '#mqtt/codec/framer';
import { malformed } from '#mqtt/codec/malformed';
import { PINGREQ_BYTE, writePingresp } from '#mqtt/codec/ping';
import { PUBACK, readPuback, writePuback } from '#mqtt/codec/puback';
import { PUBCOMP, readPubcomp, writePubcomp } from '#mqtt/codec/pubcomp';
import { PUBLISH, readPublish } from '#mqtt/codec/publish';
import { PUBREC, readPubrec, writePubrec } from '#mqtt/codec/pubrec';
import { PUBREL, readPubrel } from '#mqtt/codec/pubrel';
import { REFUSED, writeSuback } from '#mqtt/codec/suback';
import { readSubscribe, SUBSCRIBE } from '#mqtt/codec/subscribe';
import { checkTopicFilter } from '#mqtt/codec/topics';
import { writeUnsuback } from '#mqtt/codec/unsuback';
import { readUnsubscribe, UNSUBSCRIBE } from '#mqtt/codec/unsubscribe';
import type { Transport, TransportEvents } from '#mqtt/transport';
import { TransportError } from '#mqtt/transport-error';
import type { Cancel, Timers } from '#time/timers';
import { isShared } from './filters.ts';
import type { PageMessage } from './message.ts';
import type { PageSession } from './session.ts';

/** Return codes of CONNACK (MQTT 3.1.1, 3.2.2.3). */
const ACCEPTED = 0;
const WRONG_LEVEL = 1;
const IDENTIFIER_REJECTED = 2;
const MQTT_3_1_1 = 4;
const NO_TOPIC = new Uint8Array(0);
/** A client may be silent for half as long again as its keep alive [MQTT-3.1.2-24]. */
const KEEP_ALIVE_FACTOR = 1500;

/** The broker, as a connection needs it. */
export interface BrokerSide {
  readonly timers: Timers;
  readonly listening: boolean;
  /** Opens the session of a client; one with the same identifier that is connected loses its connection. */
  open(
    connection: PageConnection,
    clientId: string,
    clean: boolean,
  ): { readonly session: PageSession; readonly present: boolean };
  published(message: PageMessage, clientId: string): void;
  subscribed(session: PageSession, filter: string, granted: 0 | 1 | 2): void;
  unsubscribed(session: PageSession, filters: readonly string[]): void;
  /** The connection is over, in whatever way. */
  left(connection: PageConnection): void;
}

/** One connection of a client, both ends of it: the transport that the client holds, and what the broker makes of the bytes. */
export class PageConnection implements Transport {
  readonly queued = 0;
  session: PageSession | undefined;
  readonly #broker: BrokerSide;
  readonly #events: TransportEvents;
  readonly #framer = new Framer();
  readonly #output = new WriteBuffer((chunk) => this.#send(chunk));
  readonly #sink: FrameSink = {
    frame: (bytes, at, headerBytes, end) => this.#packet(bytes, at, headerBytes, end),
  };
  /** What came while the client has paused; undefined while it has not. */
  #held: Uint8Array[] | undefined;
  #will: PageMessage | undefined;
  #cancelPatience: Cancel = () => {};
  #patienceMs = 0;
  #heard = 0;
  #over = false;

  constructor(broker: BrokerSide, events: TransportEvents) {
    this.#broker = broker;
    this.#events = events;
    queueMicrotask(() => {
      if (this.#over) return;
      if (broker.listening) return events.open();
      this.#over = true;
      const reason = message('transport.nobodyListens', { code: 'ECONNREFUSED' });
      events.closed(new TransportError('REFUSED', 'tcp', reason));
    });
  }

  write(bytes: Uint8Array): boolean {
    queueMicrotask(() => this.#receive(bytes));
    return true;
  }

  pause(): void {
    this.#held ??= [];
  }

  resume(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const bytes of held) this.#send(bytes);
  }

  end(sent?: () => void): void {
    queueMicrotask(() => {
      sent?.();
      this.cut();
    });
  }

  destroy(): void {
    this.#leave();
  }

  /** Closes the connection from the broker’s side; the client hears of it. */
  cut(): void {
    if (!this.#leave()) return;
    queueMicrotask(() => this.#events.closed());
  }

  /** @returns whether it was still there */
  #leave(): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.#cancelPatience();
    this.session?.suspend();
    this.#broker.left(this);
    if (this.#will !== undefined && this.session !== undefined) {
      this.#broker.published(this.#will, this.session.clientId);
    }
    return true;
  }

  #send(bytes: Uint8Array): void {
    if (this.#held !== undefined) this.#held.push(bytes);
    else {
      queueMicrotask(() => {
        if (this.#over) return;
        if (this.#held === undefined) this.#events.data(bytes);
        else this.#held.push(bytes);
      });
    }
  }

  #receive(bytes: Uint8Array): void {
    if (this.#over) return;
    this.#heard = this.#broker.timers.now();
    try {
      this.#framer.feed(bytes, this.#sink);
    } catch {
      // [MQTT-4.8.0-1]
      this.cut();
    }
    this.#output.flush();
  }

  #packet(bytes: Uint8Array, at: number, headerBytes: number, end: number): void {
    // What is left of a chunk after the connection was closed.
    if (this.#over) return;
    const first = bytes[at] as number;
    const from = at + headerBytes;
    const { session } = this;
    if (session === undefined) {
      if (first !== CONNECT) return this.cut(); // [MQTT-3.1.0-1]
      return this.#connect(bytes, from, end);
    }
    if ((first & 0xf0) === PUBLISH) return this.#publish(session, bytes, at, headerBytes, end);
    switch (first) {
      case PUBACK:
        return session.acknowledged(readPuback(bytes, from, end).id);
      case PUBREC:
        return session.receivedBy(readPubrec(bytes, from, end).id);
      case PUBCOMP:
        return session.acknowledged(readPubcomp(bytes, from, end).id);
      case PUBREL: {
        const { id } = readPubrel(bytes, from, end);
        session.received.delete(id);
        return writePubcomp(this.#output, id);
      }
      case SUBSCRIBE:
        return this.#subscribe(session, bytes, from, end);
      case UNSUBSCRIBE: {
        const { id, filters } = readUnsubscribe(bytes, from, end);
        this.#broker.unsubscribed(session, filters.map(textOf));
        return writeUnsuback(this.#output, id);
      }
      case PINGREQ_BYTE:
        return writePingresp(this.#output);
      case DISCONNECT_BYTE:
        // [MQTT-3.14.4-3]
        this.#will = undefined;
        return this.cut();
      default:
        // A second CONNECT [MQTT-3.1.0-2], and what only brokers send.
        return this.cut();
    }
  }

  #connect(bytes: Uint8Array, from: number, end: number): void {
    const { level, clientId, cleanSession, keepAliveSeconds, will } = readConnectRequest(bytes, from, end);
    if (level !== MQTT_3_1_1) return this.#refuse(WRONG_LEVEL); // [MQTT-3.1.2-2]
    if (clientId.length === 0 && !cleanSession) return this.#refuse(IDENTIFIER_REJECTED); // [MQTT-3.1.3-8]
    const { session, present } = this.#broker.open(this, textOf(clientId), cleanSession);
    this.session = session;
    this.#will = will && { ...will, topic: textOf(will.topic), payload: new Uint8Array(will.payload) };
    writeConnack(this.#output, present, ACCEPTED);
    session.resume(this.#output);
    this.#patienceMs = keepAliveSeconds * KEEP_ALIVE_FACTOR;
    if (this.#patienceMs > 0) this.#watch(this.#patienceMs);
  }

  #refuse(returnCode: number): void {
    writeConnack(this.#output, false, returnCode);
    this.#output.flush();
    queueMicrotask(() => this.cut());
  }

  #watch(ms: number): void {
    this.#cancelPatience = this.#broker.timers.after(ms, () => {
      const silent = this.#broker.timers.now() - this.#heard;
      if (silent >= this.#patienceMs) this.cut();
      else this.#watch(this.#patienceMs - silent);
    });
  }

  #publish(session: PageSession, bytes: Uint8Array, at: number, headerBytes: number, end: number): void {
    const { id, topic, payload, qos, retain } = readPublish(bytes, at, headerBytes, end, NO_TOPIC, false);
    if (qos === 1) writePuback(this.#output, id);
    if (qos === 2) writePubrec(this.#output, id);
    // It was delivered when it came first [MQTT-4.3.3-2].
    const again = qos === 2 && session.received.has(id);
    if (qos === 2) session.received.add(id);
    if (again) return;
    // The answer leaves before what follows from the message.
    this.#output.flush();
    this.#broker.published(
      { topic: textOf(topic), payload: new Uint8Array(payload), qos, retain },
      session.clientId,
    );
  }

  #subscribe(session: PageSession, bytes: Uint8Array, from: number, end: number): void {
    const { id, subscriptions } = readSubscribe(bytes, from, end);
    if (subscriptions.length === 0) throw malformed(message('mqtt.wrongLength', { packet: 'SUBSCRIBE' })); // [MQTT-3.8.3-3]
    const granted = subscriptions.map(({ filter, qos }) => {
      const problem = checkTopicFilter(filter);
      if (problem !== undefined) throw malformed(problem); // [MQTT-4.7.1-2]
      return isShared(textOf(filter)) ? REFUSED : qos;
    });
    writeSuback(this.#output, id, granted);
    this.#output.flush();
    for (const [index, { filter, qos }] of subscriptions.entries()) {
      if (granted[index] !== REFUSED) this.#broker.subscribed(session, textOf(filter), qos);
    }
  }
}

/** @throws MqttError `PROTOCOL` for what is not UTF-8 [MQTT-1.5.3-1] */
function textOf(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (text === undefined) throw malformed(message('mqtt.notUtf8', { what: message('mqtt.topic') }));
  return text;
}
