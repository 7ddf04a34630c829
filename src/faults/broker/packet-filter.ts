import { Framer, type FrameSink } from '#mqtt/codec/framer';
import type { FaultSet } from '../fault-set.ts';

const TYPE = { connack: 2 } as const;

/** The two ends of a connection that packets are handed on to. */
export interface PacketEnds {
  toBroker(bytes: Uint8Array): void;
  toClient(bytes: Uint8Array): void;
  /** Closes the connection to both. */
  close(): void;
}

/**
 * Stands between a client and its broker, on what MQTT is carried by, and does to the packets what faults say. What is
 * no MQTT passes as it is.
 */
export class PacketFilter {
  readonly #faults: FaultSet;
  readonly #ends: PacketEnds;
  readonly #fromBroker = new Framer();
  readonly #sink: FrameSink = {
    frame: (bytes, at, headerBytes, end) => this.#packetFromBroker(bytes.subarray(at, end), headerBytes),
  };

  constructor(faults: FaultSet, ends: PacketEnds) {
    this.#faults = faults;
    this.#ends = ends;
  }

  fromClient(bytes: Uint8Array): void {
    this.#ends.toBroker(bytes);
  }

  fromBroker(bytes: Uint8Array): void {
    this.#fromBroker.feed(bytes, this.#sink);
  }

  #packetFromBroker(packet: Uint8Array, headerBytes: number): void {
    const type = (packet[0] ?? 0) >> 4;
    const connack = type === TYPE.connack ? this.#faults.take('broker.connack') : undefined;
    if (connack === undefined) return this.#ends.toClient(packet);
    const refusal = Buffer.from(packet);
    refusal[headerBytes] = 0;
    refusal[headerBytes + 1] = connack.parameters.code;
    this.#ends.toClient(refusal);
    this.#ends.close();
  }
}
