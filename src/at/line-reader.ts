import type { Terminator } from './terminator.ts';
import { findTerminator } from './terminator.ts';

/** A line may be at most this many bytes, its terminator included [B-LINE-4]. */
export const MAX_LINE_BYTES = 256;

const LF = 0x0a;
const CR = 0x0d;

/** Where a reader reports what it found. Bytes are views, valid only during the call. */
export interface ReaderSink {
  /**
   * A whole line, as offsets into `bytes`: slicing it here would cost as much as understanding it.
   * @param from where it begins
   * @param to where its terminator begins
   * @param end behind its terminator
   * @param seen how many of its bytes were reported by `partial` with the answer true
   */
  line(bytes: Buffer, from: number, to: number, end: number, seen: number): void;
  /**
   * A line that grew over MAX_LINE_BYTES; what follows is dropped up to its terminator.
   * @param raw its first MAX_LINE_BYTES bytes
   */
  overlong(raw: Buffer, seen: number): void;
  /**
   * The end of a chunk in the middle of a line.
   * @param fresh the bytes not yet reported with the answer true
   * @returns whether they were dealt with (echoed)
   */
  partial(fresh: Buffer): boolean;
  /** Bytes in data mode; the last call of a data phase comes with `remaining` 0. */
  data(bytes: Buffer, remaining: number): void;
}

/**
 * Turns a stream of bytes into lines and, in data mode, into data [B-LINE-9], [B-DATA-2].
 *
 * Any bytes are legal and nothing throws. How the stream was cut into chunks makes no difference to the
 * lines and data reported. The sink may call `expectData` and `pause` from within a report; both take effect
 * with the very next byte.
 */
export class LineReader {
  readonly #terminator: Terminator;
  readonly #sink: ReaderSink;
  /** The unfinished line, when it began in an earlier chunk. */
  #kept: Buffer | undefined;
  #keptLength = 0;
  #seen = 0;
  #dropping = false;
  #lastDropped = 0;
  #skipLineFeed = false;
  #dataLeft = 0;
  #paused = false;
  #backlog: Buffer | undefined;

  constructor(terminator: Terminator, sink: ReaderSink) {
    this.#terminator = terminator;
    this.#sink = sink;
  }

  /** Bytes of data that are still expected. */
  get dataLeft(): number {
    return this.#dataLeft;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** Switches to data mode: the next `length` bytes are data, whatever they are. */
  expectData(length: number): void {
    this.#dataLeft = length;
  }

  /** Leaves data mode early; the next byte begins a line. */
  leaveData(): void {
    this.#dataLeft = 0;
  }

  /** Stops taking bytes, at once; what is left of the chunk is kept for `resume`. */
  pause(): void {
    this.#paused = true;
  }

  /** Goes on with what `pause` kept back. */
  resume(): void {
    this.#paused = false;
    const backlog = this.#backlog;
    this.#backlog = undefined;
    if (backlog !== undefined) this.feed(backlog);
  }

  /** Forgets the unfinished line and leaves data mode, as a restart does. */
  reset(): void {
    this.#keptLength = 0;
    this.#seen = 0;
    this.#dropping = false;
    this.#dataLeft = 0;
  }

  /** Takes the next bytes. While paused they are kept back. */
  feed(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#paused) {
        const rest = chunk.subarray(at);
        this.#backlog = this.#backlog === undefined ? rest : Buffer.concat([this.#backlog, rest]);
        return;
      }
      if (this.#skipLineFeed) at = this.#skip(chunk, at);
      else if (this.#dataLeft > 0) at = this.#takeData(chunk, at);
      else if (this.#dropping) at = this.#drop(chunk, at);
      else at = this.#takeLine(chunk, at);
    }
  }

  /** The LF of a CR LF belongs to the terminator, even where data begins behind it. */
  #skip(chunk: Buffer, at: number): number {
    this.#skipLineFeed = false;
    return chunk[at] === LF ? at + 1 : at;
  }

  #takeData(chunk: Buffer, at: number): number {
    const end = Math.min(chunk.length, at + this.#dataLeft);
    this.#dataLeft -= end - at;
    this.#sink.data(chunk.subarray(at, end), this.#dataLeft);
    return end;
  }

  #takeLine(chunk: Buffer, at: number): number {
    const kept = this.#keptLength;
    const before = kept > 0 && this.#kept !== undefined ? this.#kept[kept - 1] : undefined;
    const found = findTerminator(chunk, at, this.#terminator, before);
    const end = found === -1 ? chunk.length : found;
    if (kept + end - at > MAX_LINE_BYTES) return this.#overflow(chunk, at);
    if (found === -1) {
      this.#keep(chunk, at, end);
      this.#reportPartial();
      return end;
    }
    if (this.#terminator === 'any' && chunk[end - 1] === CR) this.#skipLineFeed = true;
    if (kept === 0) {
      this.#sink.line(chunk, at, end - this.#terminatorLength(), end, 0);
      return end;
    }
    this.#keep(chunk, at, end);
    const raw = this.#keptBytes();
    const seen = this.#seen;
    this.#keptLength = 0;
    this.#seen = 0;
    this.#sink.line(raw, 0, raw.length - this.#terminatorLength(), raw.length, seen);
    return end;
  }

  #overflow(chunk: Buffer, at: number): number {
    const end = at + MAX_LINE_BYTES - this.#keptLength;
    this.#keep(chunk, at, end);
    const raw = this.#keptBytes();
    const seen = this.#seen;
    this.#keptLength = 0;
    this.#seen = 0;
    this.#dropping = true;
    this.#lastDropped = raw[MAX_LINE_BYTES - 1] ?? 0;
    this.#sink.overlong(raw, seen);
    return end;
  }

  #drop(chunk: Buffer, at: number): number {
    const found = findTerminator(chunk, at, this.#terminator, this.#lastDropped);
    if (found === -1) {
      this.#lastDropped = chunk[chunk.length - 1] ?? 0;
      return chunk.length;
    }
    if (this.#terminator === 'any' && chunk[found - 1] === CR) this.#skipLineFeed = true;
    this.#dropping = false;
    return found;
  }

  #reportPartial(): void {
    if (this.#sink.partial(this.#keptBytes().subarray(this.#seen))) this.#seen = this.#keptLength;
  }

  #keep(chunk: Buffer, from: number, to: number): void {
    this.#kept ??= Buffer.allocUnsafe(MAX_LINE_BYTES);
    chunk.copy(this.#kept, this.#keptLength, from, to);
    this.#keptLength += to - from;
  }

  #keptBytes(): Buffer {
    return this.#kept === undefined ? Buffer.alloc(0) : this.#kept.subarray(0, this.#keptLength);
  }

  #terminatorLength(): number {
    return this.#terminator === 'crlf' ? 2 : 1;
  }
}
