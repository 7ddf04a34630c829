/** A whole thing that a module wrote: a line, a received message, or the prompt; offsets from the beginning of all. */
export interface OutputToken {
  readonly kind: 'line' | 'message' | 'prompt';
  readonly from: number;
  /** Behind its line end. */
  readonly to: number;
  /** Without its line end, as latin1. */
  readonly text: string;
}

const CR = 0x0d;
const LF = 0x0a;
const PROMPT = 0x3e;
const RECEIVED = '+MQTTSUBRECV:';
const FIRST_BYTES = 4096;

/** All that a module wrote, and what it is made of. */
export class ModuleOutput {
  readonly tokens: OutputToken[] = [];
  #store = Buffer.alloc(FIRST_BYTES);
  #length = 0;
  /** Up to here it is taken apart. */
  #parsed = 0;

  get length(): number {
    return this.#length;
  }

  add(chunk: Buffer): void {
    const length = this.#length + chunk.length;
    if (length > this.#store.length) {
      const larger = Buffer.alloc(Math.max(length, 2 * this.#store.length));
      this.#store.copy(larger, 0, 0, this.#length);
      this.#store = larger;
    }
    chunk.copy(this.#store, this.#length);
    this.#length = length;
    while (this.#parsed < length) {
      const next = this.#take(this.#parsed);
      if (next === undefined) return;
      this.#parsed = next;
    }
  }

  /** Its bytes from one offset to another. */
  slice(from: number, to = this.#length): Buffer {
    return this.#store.subarray(from, Math.min(to, this.#length));
  }

  /** Those that begin at or behind an offset. */
  tokensFrom(offset: number): readonly OutputToken[] {
    let first = this.tokens.length;
    while (first > 0 && (this.tokens[first - 1]?.from ?? 0) >= offset) first--;
    return this.tokens.slice(first);
  }

  /** @returns the offset behind what was taken; undefined: it is not whole yet */
  #take(from: number): number | undefined {
    const bytes = this.slice(0);
    const first = bytes[from];
    if (first === CR || first === LF) return from + 1;
    if (first === PROMPT) return this.#note('prompt', from, from + 1, from + 1);
    const start = bytes.toString('latin1', from, from + RECEIVED.length);
    if (RECEIVED.startsWith(start) && start.length < RECEIVED.length) return undefined;
    const end = bytes.indexOf('\r\n', from, 'latin1');
    if (start === RECEIVED) return this.#takeMessage(bytes, from);
    return end === -1 ? undefined : this.#note('line', from, end, end + 2);
  }

  /** `+MQTTSUBRECV:<link>,"<topic>",<length>,<bytes>`: the payload may hold line ends. */
  #takeMessage(bytes: Buffer, from: number): number | undefined {
    const topicAt = bytes.indexOf('"', from, 'latin1') + 1;
    const topicEnd = topicAt === 0 ? -1 : bytes.indexOf('",', topicAt, 'latin1');
    const comma = topicEnd === -1 ? -1 : bytes.indexOf(',', topicEnd + 2, 'latin1');
    if (comma === -1) return undefined;
    const length = Number(bytes.toString('latin1', topicEnd + 2, comma));
    // Bytes may have been lost or changed on the line.
    const end = Number.isInteger(length) ? comma + 1 + length : bytes.indexOf('\r\n', from, 'latin1');
    if (end === -1 || end + 2 > bytes.length) return undefined;
    return this.#note('message', from, end, end + 2);
  }

  #note(kind: OutputToken['kind'], from: number, end: number, to: number): number {
    this.tokens.push({ kind, from, to, text: this.slice(from, end).toString('latin1') });
    return to;
  }
}
