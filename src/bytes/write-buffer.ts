const SMALL = 512;
const GROWTH = 4;

/**
 * Collects small writes and hands them on as one chunk, in order.
 *
 * A chunk that was handed on belongs to the receiver and is never written again, so a socket may keep it
 * queued. An empty WriteBuffer holds no memory, which is what makes ten thousand idle modules cheap.
 */
export class WriteBuffer {
  readonly #sink: (chunk: Buffer) => void;
  readonly #limit: number;
  #chunk: Buffer | undefined;
  #used = 0;

  /**
   * @param sink receives each chunk
   * @param limit bytes after which a chunk is handed on without waiting for `flush`
   */
  constructor(sink: (chunk: Buffer) => void, limit = 65_536) {
    this.#sink = sink;
    this.#limit = limit;
  }

  /** Bytes collected and not yet handed on. */
  get length(): number {
    return this.#used;
  }

  /** Appends a copy of `bytes`, which may be a view of an input buffer that is about to be reused. */
  append(bytes: Uint8Array): void {
    this.appendOwned(bytes.length >= this.#limit / 2 ? Buffer.from(bytes) : bytes);
  }

  /** Appends bytes that nobody changes any more: from half the limit on they are handed on by themselves, uncopied. */
  appendOwned(bytes: Uint8Array): void {
    const size = bytes.length;
    if (size >= this.#limit / 2) {
      this.flush();
      this.#sink(bytes as Buffer);
      return;
    }
    const chunk = this.reserve(size);
    chunk.set(bytes, this.#used);
    this.#used += size;
  }

  /**
   * A buffer with at least `size` free bytes from offset `length` on, to encode into in place.
   * Follow it with `commit` by the number of bytes written.
   */
  reserve(size: number): Buffer {
    const chunk = this.#chunk;
    if (chunk !== undefined && this.#used + size <= chunk.length) return chunk;
    return this.#grow(size);
  }

  /** Counts `size` bytes, written into what `reserve` gave, as appended. */
  commit(size: number): void {
    this.#used += size;
  }

  /** Hands on what was collected; nothing happens when there is nothing. */
  flush(): void {
    const chunk = this.#chunk;
    if (chunk === undefined) return;
    const used = this.#used;
    this.#chunk = undefined;
    this.#used = 0;
    if (used > 0) this.#sink(chunk.subarray(0, used));
  }

  /** Forgets all that was collected but its end. @param bytes of the end */
  keepLast(bytes: number): void {
    const kept = Math.min(bytes, this.#used);
    if (kept === 0) this.#chunk = undefined;
    else this.#chunk?.copyWithin(0, this.#used - kept, this.#used);
    this.#used = kept;
  }

  #grow(size: number): Buffer {
    const old = this.#chunk;
    if (old !== undefined && this.#used + size > this.#limit) {
      this.flush();
      return this.#grow(size);
    }
    const wanted = Math.max(this.#used + size, old === undefined ? SMALL : old.length * GROWTH);
    const chunk = Buffer.allocUnsafe(wanted);
    if (old !== undefined) chunk.set(old.subarray(0, this.#used));
    this.#chunk = chunk;
    return chunk;
  }
}
