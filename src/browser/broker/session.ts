import type { WriteBuffer } from '#bytes/write-buffer';
import { writePublish } from '#mqtt/codec/publish';
import { writePubrel } from '#mqtt/codec/pubrel';
import type { QoS } from '#mqtt/types';
import { filterTakes } from './filters.ts';
import type { PageMessage } from './message.ts';

/** So many messages wait for a client that is away; the first are lost then, as in Mosquitto with its default. */
const MAX_WAITING = 1000;
const LAST_ID = 65_535;

/** What the client has not acknowledged. */
interface Outgoing {
  readonly message: PageMessage;
  readonly qos: 1 | 2;
  readonly retained: boolean;
  /** Whether it was sent before, also over an earlier connection. */
  sent: boolean;
  /** PUBREC has come: what is awaited is PUBCOMP. */
  released: boolean;
}

/** What a broker keeps of a client while it is connected, and beyond that unless it asks for a clean session. */
export class PageSession {
  readonly clientId: string;
  readonly clean: boolean;
  readonly subscriptions = new Map<string, QoS>();
  /** Identifiers of QoS 2 messages of the client that it has not released. */
  readonly received = new Set<number>();
  /** By packet identifier, in their order. */
  readonly #outgoing = new Map<number, Outgoing>();
  #lastId = 0;
  #output: WriteBuffer | undefined;

  constructor(clientId: string, clean: boolean) {
    this.clientId = clientId;
    this.clean = clean;
  }

  /** The client is there: what it has not acknowledged is sent once more [MQTT-4.4.0-1]. */
  resume(output: WriteBuffer): void {
    this.#output = output;
    for (const [id, outgoing] of this.#outgoing) {
      if (outgoing.released) writePubrel(output, id);
      else this.#write(output, id, outgoing);
    }
  }

  /** The client has gone. */
  suspend(): void {
    this.#output = undefined;
  }

  /** Delivers a message, once however many subscriptions take it. */
  offer(message: PageMessage): void {
    const qos = this.#qosFor(message.topic);
    if (qos !== undefined) this.deliver(message, Math.min(qos, message.qos) as QoS, false);
  }

  /** @param retained because of a new subscription [MQTT-3.3.1-8] */
  deliver(message: PageMessage, qos: QoS, retained: boolean): void {
    const output = this.#output;
    if (qos === 0) {
      if (output === undefined) return;
      writePublish(output, Buffer.from(message.topic), message.payload, 0, retained, false, 0);
      return output.flush();
    }
    if (this.#outgoing.size >= MAX_WAITING) this.#outgoing.delete(this.#outgoing.keys().next().value ?? 0);
    const outgoing = { message, qos, retained, sent: false, released: false };
    const id = this.#freeId();
    this.#outgoing.set(id, outgoing);
    if (output === undefined) return;
    this.#write(output, id, outgoing);
    output.flush();
  }

  /** PUBACK or PUBCOMP has come. */
  acknowledged(id: number): void {
    this.#outgoing.delete(id);
  }

  /** PUBREC has come, which is answered whether or not there is such a message. */
  receivedBy(id: number): void {
    const outgoing = this.#outgoing.get(id);
    if (outgoing !== undefined) outgoing.released = true;
    if (this.#output !== undefined) writePubrel(this.#output, id);
  }

  #write(output: WriteBuffer, id: number, outgoing: Outgoing): void {
    const { message, qos, retained, sent } = outgoing;
    outgoing.sent = true;
    // [MQTT-3.3.1-1]
    writePublish(output, Buffer.from(message.topic), message.payload, qos, retained, sent, id);
  }

  /** The highest of the subscriptions that take the topic. */
  #qosFor(topic: string): QoS | undefined {
    let highest: QoS | undefined;
    for (const [filter, qos] of this.subscriptions) {
      if ((highest === undefined || qos > highest) && filterTakes(filter, topic)) highest = qos;
    }
    return highest;
  }

  #freeId(): number {
    do this.#lastId = this.#lastId === LAST_ID ? 1 : this.#lastId + 1;
    while (this.#outgoing.has(this.#lastId));
    return this.#lastId;
  }
}
