import type { Writable } from 'node:stream';

/**
 * Work that has its place among the writes of a stream: after all that was written before, and before anything
 * that is written later. The stream's `_write` asks `take` about each chunk.
 */
export class WriteBarriers {
  readonly #work = new Map<Buffer, () => Promise<void>>();

  /** @returns settles with the work; resolves when the stream goes before its turn */
  add(stream: Writable, work: () => Promise<void>): Promise<void> {
    if (!stream.writable) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const mark = Buffer.alloc(0);
      this.#work.set(mark, () => work().then(resolve, reject));
      stream.write(mark, () => {
        this.#work.delete(mark);
        resolve();
      });
    });
  }

  /** The work that a chunk stands for, which never rejects; undefined when it is just bytes. */
  take(chunk: Buffer): (() => Promise<void>) | undefined {
    return this.#work.get(chunk);
  }
}
