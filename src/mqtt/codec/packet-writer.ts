import { type Packet, writeToStream } from 'mqtt-packet';
import type { WriteBuffer } from '#bytes/write-buffer';
import { LARGE_BYTES } from './publish-encoder.ts';

// A ready-made Buffer for each of 65,536 numbers would take 16 MB and, with the first CONNECT, 24 ms.
writeToStream.cacheNumbers = false;

let output: WriteBuffer;
let sink: (chunk: Buffer) => void;

// The codec wants a stream and uses these two methods of it, at once: one serves all connections.
const stream = {
  write: append,
  destroy(error: Error): never {
    throw error;
  },
} as unknown as NodeJS.WritableStream;

/**
 * Writes a packet of any kind, encoded by mqtt-packet. Its Buffers must not be changed afterwards: a large one is
 * handed on uncopied.
 * @param into takes what is small
 * @param large takes a large chunk at once, after what was gathered before it
 */
export function writePacket(packet: Packet, into: WriteBuffer, large: (chunk: Buffer) => void): void {
  output = into;
  sink = large;
  writeToStream(packet, stream);
}

function append(chunk: Buffer | string): boolean {
  if (typeof chunk === 'string') output.append(Buffer.from(chunk));
  else if (chunk.length < LARGE_BYTES) output.append(chunk);
  else {
    output.flush();
    sink(chunk);
  }
  return true;
}
