import { WriteBuffer } from '#bytes/write-buffer';

/** The bytes of what is written by functions of the codec. */
export function encode(write: (output: WriteBuffer) => void): Uint8Array {
  const chunks: Buffer[] = [];
  const output = new WriteBuffer((chunk) => chunks.push(chunk));
  write(output);
  output.flush();
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}
