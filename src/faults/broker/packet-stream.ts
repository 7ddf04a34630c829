import { Framer, type FrameSink } from '#mqtt/codec/framer';

/** What is done to a packet. @returns whether it goes on as it is */
export type HandlePacket = (packet: Uint8Array, headerBytes: number) => boolean;

/**
 * One direction of a connection, packet by packet. Packets that nothing is done to go on in the chunks in which they
 * came; what is no MQTT goes on as it is.
 */
export class PacketStream implements FrameSink {
  readonly #framer = new Framer();
  readonly #first: number;
  readonly #handle: HandlePacket;
  readonly #write: (bytes: Uint8Array) => void;
  #protocol: 'unknown' | 'mqtt' | 'other' = 'unknown';
  /** Packets, one behind the other in one chunk, that go on as they are. */
  #run: { readonly bytes: Uint8Array; readonly at: number; end: number } | undefined;

  /** @param first the first byte of the first packet, by which MQTT is known */
  constructor(first: number, handle: HandlePacket, write: (bytes: Uint8Array) => void) {
    this.#first = first;
    this.#handle = handle;
    this.#write = write;
  }

  /** Takes what came. */
  feed(bytes: Uint8Array): void {
    if (this.#protocol === 'unknown' && bytes.length > 0) {
      this.#protocol = bytes[0] === this.#first ? 'mqtt' : 'other';
    }
    if (this.#protocol !== 'mqtt') return this.#write(bytes);
    this.#framer.feed(bytes, this);
    this.#flush();
  }

  /** Hands on bytes, behind all that was handed on before. */
  put(bytes: Uint8Array): void {
    this.#flush();
    this.#write(bytes);
  }

  /** A whole packet, from the framer. */
  frame(bytes: Uint8Array, at: number, headerBytes: number, end: number): void {
    if (!this.#handle(bytes.subarray(at, end), headerBytes)) return;
    if (this.#run?.bytes === bytes && this.#run.end === at) this.#run.end = end;
    else {
      this.#flush();
      this.#run = { bytes, at, end };
    }
  }

  /** No packet, from the framer. */
  unframed(rest: Uint8Array): void {
    this.#protocol = 'other';
    this.put(rest);
  }

  #flush(): void {
    const run = this.#run;
    if (run === undefined) return;
    this.#run = undefined;
    const { bytes, at, end } = run;
    this.#write(at === 0 && end === bytes.length ? bytes : bytes.subarray(at, end));
  }
}
