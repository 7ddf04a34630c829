import { writePuback } from '#mqtt/codec/puback';
import { writePubcomp } from '#mqtt/codec/pubcomp';
import { changePublish, type Publish, writePublish } from '#mqtt/codec/publish';
import { writePubrec } from '#mqtt/codec/pubrec';
import { writePubrel } from '#mqtt/codec/pubrel';
import type { QoS } from '#mqtt/types';
import { encode } from './encode.ts';
import { ExpectedAnswers } from './expected-answers.ts';
import { matches } from './topics.ts';
import type { Wire } from './wire.ts';

const MAX_ID = 65_535;

/** A message that no client has published. */
export interface InventedMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: QoS;
  readonly retain: boolean;
}

/**
 * The messages that a broker delivers, and those that are invented for its client. The broker hears nothing of the invented
 * ones, and where it takes an identifier that one of them has, its message gets another for the client.
 */
export class Deliveries {
  readonly #wire: Wire;
  /** Identifiers that the broker has in flight, as the client knows them. */
  readonly #inFlight = new Set<number>();
  /** Those of invented messages. */
  readonly #invented = new Map<number, 1 | 2>();
  /** What an identifier of the broker is for the client where that differs, and back. */
  readonly #forClient = new Map<number, number>();
  readonly #forBroker = new Map<number, number>();
  /** PUBACK and PUBREC of messages that came twice. */
  readonly #acks = new ExpectedAnswers<'pass' | 'withhold'>();
  /** Identifiers of the broker: of QoS 2 for it, of QoS 1 for the client. */
  readonly #lowered = new Set<number>();
  #lastInvented = MAX_ID + 1;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  /** Invented messages that the client has not acknowledged. */
  get unacknowledged(): number {
    return this.#invented.size;
  }

  /** Identifiers of invented messages of QoS 2 that the client may take for received. */
  get halfDone(): number[] {
    return [...this.#invented].filter(([, qos]) => qos === 2).map(([id]) => id);
  }

  /** The broker publishes. @returns whether the packet goes on as it is */
  published(packet: Uint8Array, headerBytes: number, { qos, id: brokersId, topic }: Publish): boolean {
    const concerns = (parameters: { topic?: string | undefined }): boolean =>
      parameters.topic === undefined || matches(parameters.topic, Buffer.from(topic).toString());
    const lowered = qos === 2 && this.#wire.take('broker.pubackForQos2', concerns) !== undefined;
    if (lowered) this.#lowered.add(brokersId);
    const id = qos === 0 ? 0 : this.#named(brokersId);
    const changed =
      lowered || id !== brokersId
        ? changePublish(packet, headerBytes, { id, ...(lowered ? { qos: 1 } : {}) })
        : packet;
    const twice = this.#wire.take('broker.duplicate', concerns);
    if (twice === undefined && changed === packet) {
      if (qos !== 0) this.#acks.expect(id);
      return true;
    }
    this.#wire.toClient(changed);
    if (qos !== 0) this.#acks.expect(id, twice?.parameters.dup === true ? 'withhold' : undefined);
    if (twice === undefined) return false;
    if (qos === 0) this.#wire.toClient(packet);
    else if (twice.parameters.dup) {
      // The last is for the broker, which may use the identifier again then.
      this.#acks.expect(id, 'pass');
      this.#wire.toClient(changePublish(changed, headerBytes, { dup: true }));
    } else {
      const copy = { id: this.#invent(lowered ? 1 : qos), dup: false };
      this.#wire.toClient(changePublish(changed, headerBytes, copy));
    }
    return false;
  }

  /** Delivers a message that nobody has published. */
  invent({ topic, payload, qos, retain }: InventedMessage): void {
    const id = qos === 0 ? 0 : this.#invent(qos);
    this.#wire.toClient(
      encode((output) => writePublish(output, Buffer.from(topic), payload, qos, retain, false, id)),
    );
  }

  /** Releases what invented messages of an earlier connection have left behind in the client's session. */
  releaseAll(ids: readonly number[]): void {
    for (const id of ids) {
      this.#invented.set(id, 2);
      this.#wire.toClient(encode((output) => writePubrel(output, id)));
    }
  }

  /** PUBACK came from the client. @returns whether it goes on as it is */
  acknowledged(id: number): boolean {
    if (this.#invented.delete(id) || this.#acks.take(id) === 'withhold') return false;
    const brokersId = this.#forBroker.get(id) ?? id;
    if (this.#lowered.has(brokersId)) {
      this.#wire.toBroker(encode((output) => writePubrec(output, brokersId)));
      return false;
    }
    this.#done(id);
    if (brokersId === id) return true;
    this.#wire.toBroker(encode((output) => writePuback(output, brokersId)));
    return false;
  }

  /** PUBREC came from the client. @returns whether it goes on as it is */
  recorded(id: number): boolean {
    if (this.#invented.has(id)) {
      this.#wire.toClient(encode((output) => writePubrel(output, id)));
      return false;
    }
    if (this.#acks.take(id) === 'withhold') return false;
    const brokersId = this.#forBroker.get(id);
    if (brokersId === undefined) return true;
    this.#wire.toBroker(encode((output) => writePubrec(output, brokersId)));
    return false;
  }

  /** PUBREL came from the broker. @returns whether it goes on as it is */
  released(brokersId: number): boolean {
    const id = this.#forClient.get(brokersId) ?? brokersId;
    if (this.#lowered.delete(brokersId)) {
      this.#done(id);
      this.#wire.toBroker(encode((output) => writePubcomp(output, brokersId)));
      return false;
    }
    if (id === brokersId) return true;
    this.#wire.toClient(encode((output) => writePubrel(output, id)));
    return false;
  }

  /** PUBCOMP came from the client. @returns whether it goes on as it is */
  completed(id: number): boolean {
    if (this.#invented.delete(id)) return false;
    const brokersId = this.#forBroker.get(id);
    this.#done(id);
    if (brokersId === undefined) return true;
    this.#wire.toBroker(encode((output) => writePubcomp(output, brokersId)));
    return false;
  }

  /** The identifier that a message of the broker has for the client. */
  #named(brokersId: number): number {
    let id = this.#forClient.get(brokersId) ?? brokersId;
    // The second is the other name of a message that the broker has in flight under another identifier.
    if (id === brokersId && (this.#invented.has(id) || this.#forBroker.has(id))) {
      id = this.#free();
      this.#forClient.set(brokersId, id);
      this.#forBroker.set(id, brokersId);
    }
    this.#inFlight.add(id);
    return id;
  }

  #done(id: number): void {
    this.#inFlight.delete(id);
    const brokersId = this.#forBroker.get(id);
    if (brokersId === undefined) return;
    this.#forBroker.delete(id);
    this.#forClient.delete(brokersId);
  }

  #invent(qos: 1 | 2): number {
    const id = this.#free();
    this.#invented.set(id, qos);
    return id;
  }

  /** An identifier that nobody uses; brokers count upwards, so this counts downwards. */
  #free(): number {
    do {
      this.#lastInvented = this.#lastInvented <= 1 ? MAX_ID : this.#lastInvented - 1;
    } while (this.#inFlight.has(this.#lastInvented) || this.#invented.has(this.#lastInvented));
    return this.#lastInvented;
  }
}
