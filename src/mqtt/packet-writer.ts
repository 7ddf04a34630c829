import { type Packet, writeToStream } from 'mqtt-packet';
import type { Gather } from '../bytes/gather.ts';
import { LARGE_BYTES } from './publish-encoder.ts';

/** Writes packets of every kind, encoded by mqtt-packet, into a Gather. */
export class PacketWriter {
  readonly #gather: Gather;
  readonly #sink: (chunk: Buffer) => void;
  // The codec wants a stream and uses these two methods of it.
  readonly #stream = {
    write: (chunk: Buffer | string): boolean => this.#append(chunk),
    destroy: (error: Error): never => {
      throw error;
    },
  } as unknown as NodeJS.WritableStream;

  /** @param sink takes a large chunk at once, after what was gathered before it */
  constructor(gather: Gather, sink: (chunk: Buffer) => void) {
    this.#gather = gather;
    this.#sink = sink;
  }

  /** Writes one packet. Its Buffers must not be changed afterwards: a large one is handed on uncopied. */
  write(packet: Packet): void {
    writeToStream(packet, this.#stream);
  }

  #append(chunk: Buffer | string): boolean {
    if (typeof chunk === 'string') this.#gather.push(Buffer.from(chunk));
    else if (chunk.length < LARGE_BYTES) this.#gather.push(chunk);
    else {
      this.#gather.flush();
      this.#sink(chunk);
    }
    return true;
  }
}
