/** Bytes that the buffer has at least. */
const MIN_BYTES = 1024;

/** What has come and was not taken, in one piece: what comes is copied once, or a few times while its buffer grows. */
export class UnreadBytes {
  #buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;
  #taken = 0;

  /** All of it; it stays as it is whatever comes or is taken later. */
  get bytes(): Buffer {
    return this.#buffer.subarray(this.#start, this.#end);
  }

  /** How many bytes were taken so far. */
  get taken(): number {
    return this.#taken;
  }

  add(chunk: Uint8Array): void {
    const { bytes } = this;
    const size = bytes.length + chunk.length;
    if (this.#end + chunk.length > this.#buffer.length) {
      // Never the same buffer again, of which others may still have a part.
      this.#buffer = Buffer.allocUnsafeSlow(Math.max(MIN_BYTES, 2 * size));
      this.#buffer.set(bytes);
      this.#start = 0;
    }
    this.#end = this.#start + size;
    this.#buffer.set(chunk, this.#end - chunk.length);
  }

  /** Takes so many bytes from its start. */
  take(size: number): void {
    this.#start += size;
    this.#taken += size;
  }
}
