import { showBytes } from '#bytes/show-bytes';

/** So many chunks are kept. */
const MAX_CHUNKS = 20;
/** So much of each is shown. */
const SHOWN_BYTES = 500;

interface Chunk {
  readonly direction: '<' | '>';
  /** Its first bytes. */
  readonly start: Buffer;
  readonly size: number;
}

/** The last of the traffic, to be shown when something did not come. */
export class LastTraffic {
  readonly #chunks: Chunk[] = [];

  note(direction: Chunk['direction'], chunk: Buffer): void {
    // A copy: a part of the chunk would keep all of it.
    const start = Buffer.from(chunk.subarray(0, SHOWN_BYTES));
    this.#chunks.push({ direction, start, size: chunk.length });
    if (this.#chunks.length > MAX_CHUNKS) this.#chunks.shift();
  }

  /** A line for each chunk. */
  get lines(): string[] {
    return this.#chunks.map(({ direction, start, size }) => `  ${direction} ${shown(start, size)}`);
  }
}

/** Bytes for people, the first of them when there are many. */
export function shown(bytes: Buffer, size = bytes.length): string {
  const text = JSON.stringify(showBytes(bytes.subarray(0, SHOWN_BYTES)));
  return size > SHOWN_BYTES ? `${text}… (${size} bytes)` : text;
}
