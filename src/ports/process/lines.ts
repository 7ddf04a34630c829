import type { Readable } from 'node:stream';

const LF = 0x0a;

/**
 * Hands on a stream's text line by line, without line ends; the last one may lack its own.
 * @param maxBytes bytes of a line that are kept; the rest of it is left out
 */
export function eachLine(stream: Readable, maxBytes: number, take: (line: string) => void): void {
  let kept = Buffer.alloc(0);
  const add = (bytes: Buffer): void => {
    kept = Buffer.concat([kept, bytes.subarray(0, maxBytes - kept.length)]);
  };
  const finish = (): void => {
    take(kept.toString().replace(/\r$/, ''));
    kept = Buffer.alloc(0);
  };
  stream.on('data', (chunk: Buffer) => {
    let from = 0;
    for (let to = chunk.indexOf(LF); to >= 0; to = chunk.indexOf(LF, from)) {
      add(chunk.subarray(from, to));
      finish();
      from = to + 1;
    }
    add(chunk.subarray(from));
  });
  stream.on('end', () => {
    if (kept.length > 0) finish();
  });
}
