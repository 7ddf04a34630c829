import type { Terminator } from './terminator.ts';
import { findTerminator } from './terminator.ts';

/** A line may be at most this many bytes, its terminator included [B-LINE-4]. */
export const MAX_LINE_BYTES = 256;

const LF = 0x0a;
const CR = 0x0d;
const NUL = 0;

/** Where a reader reports what it found. Bytes are views, valid only during the call. */
export interface ReaderSink {
  /**
   * A chunk has come and nothing of it was read yet.
   * @returns whether it was dealt with, and nothing of it is to be read
   */
  refuses(chunk: Buffer): boolean;
  /**
   * A whole line, as offsets into `bytes`: slicing it here would cost as much as understanding it.
   * @param from where it begins
   * @param to where its terminator begins
   * @param end behind its terminator
   * @param seen how many of its bytes `partial` has reported
   * @param nul whether a NUL is in it
   */
  line(bytes: Buffer, from: number, to: number, end: number, seen: number, nul: boolean): void;
  /** A line of more than MAX_LINE_BYTES, its terminator included. */
  overlong(raw: Buffer, seen: number): void;
  /** The end of a chunk in the middle of a line. @param fresh the bytes not yet reported */
  partial(fresh: Buffer): void;
  /** So many bytes have come without a terminator that they are no line; what follows begins a new one. */
  dropped(bytes: number, begin: Buffer): void;
  /** Bytes in data mode; the last call of a data phase comes with `remaining` 0. */
  data(bytes: Buffer, remaining: number): void;
  /** What ended the line before was one of the terminators of `any`, and the other one has not followed. */
  endedAlone(): void;
}

/**
 * Turns a stream of bytes into lines and, in data mode, into data [B-LINE-9], [B-DATA-2].
 *
 * Any bytes are legal and nothing throws. A chunk is one read of the port, and how the stream was cut into chunks
 * matters: the sink may refuse a chunk, or take what is left of the one that is being read. It may call `expectData`
 * and `pause` from within a report; both take effect with the very next byte.
 */
export class LineReader {
  readonly #terminator: Terminator;
  readonly #sink: ReaderSink;
  /** The unfinished line, when it began in an earlier chunk. */
  #kept: Buffer | undefined;
  #keptLength = 0;
  #skipLineFeed = false;
  #dataLeft = 0;
  #paused = false;
  /** Chunks that came while it was paused; the first may be the rest of one. */
  #backlog: Buffer[] | undefined;
  /** The chunk that is being read, and the next byte of it. */
  #chunk: Buffer | undefined;
  #at = 0;
  /** Where the next NUL of the chunk is; it is looked for once a line was found. */
  #nulAt = -1;

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

  /** Whether no line has begun. */
  get atLineStart(): boolean {
    return this.#keptLength === 0;
  }

  /** How many bytes of the chunk that is being read come behind what is being reported. */
  get restLength(): number {
    return this.#chunk === undefined ? 0 : this.#chunk.length - this.#at;
  }

  /** Takes these bytes out of the chunk, so that they are not read; a view of it. */
  takeRest(): Buffer {
    const rest = this.#chunk?.subarray(this.#at) ?? Buffer.alloc(0);
    this.#at += rest.length;
    return rest;
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
    for (const chunk of backlog ?? []) this.feed(chunk);
  }

  /** Forgets the unfinished line and leaves data mode, as a restart does. */
  reset(): void {
    this.#keptLength = 0;
    this.#dataLeft = 0;
  }

  /** Takes the next chunk. While paused it is kept back. */
  feed(chunk: Buffer): void {
    if (this.#paused) return this.#keepBack(chunk);
    const own = this.#skipLineFeed ? this.#skip(chunk) : chunk;
    if (own.length === 0 || this.#sink.refuses(own)) return;
    // What the sink takes out of a chunk it may feed again from within a report.
    const [outer, outerAt] = [this.#chunk, this.#at];
    this.#chunk = own;
    this.#at = 0;
    this.#nulAt = -1;
    while (this.#at < own.length) {
      if (this.#paused) this.#keepBack(this.takeRest());
      else if (this.#dataLeft > 0) this.#takeData(own);
      else this.#takeLine(own);
    }
    this.#chunk = outer;
    this.#at = outerAt;
    this.#nulAt = -1;
  }

  #keepBack(chunk: Buffer): void {
    this.#backlog ??= [];
    this.#backlog.push(chunk);
  }

  /** The LF of a CR LF belongs to the terminator, even where data begins behind it. */
  #skip(chunk: Buffer): Buffer {
    this.#skipLineFeed = false;
    if (chunk[0] === LF) return chunk.subarray(1);
    this.#sink.endedAlone();
    return chunk;
  }

  #takeData(chunk: Buffer): void {
    const from = this.#at;
    this.#at = Math.min(chunk.length, from + this.#dataLeft);
    this.#dataLeft -= this.#at - from;
    this.#sink.data(chunk.subarray(from, this.#at), this.#dataLeft);
  }

  #takeLine(chunk: Buffer): void {
    const from = this.#at;
    const kept = this.#keptLength;
    if (kept === 0 && chunk[from] === NUL) {
      this.#at++;
      return;
    }
    const before = kept > 0 && this.#kept !== undefined ? this.#kept[kept - 1] : undefined;
    const end = findTerminator(chunk, from, this.#terminator, before);
    if (end === -1) return this.#takePart(chunk, from);
    this.#at = end;
    if (this.#terminator === 'any' && chunk[end - 1] === CR) this.#passLineFeed(chunk);
    if (kept + end - from > MAX_LINE_BYTES) {
      this.#keptLength = 0;
      return this.#sink.overlong(this.#joined(kept, chunk, from, end), kept);
    }
    if (kept === 0) {
      const nul = this.#holdsNul(chunk, from, end);
      return this.#sink.line(chunk, from, end - this.#terminatorLength(), end, 0, nul);
    }
    this.#keptLength = 0;
    const raw = this.#joined(kept, chunk, from, end);
    this.#sink.line(raw, 0, raw.length - this.#terminatorLength(), raw.length, kept, raw.includes(NUL));
  }

  /** A part of a line, to the end of the chunk. */
  #takePart(chunk: Buffer, from: number): void {
    this.#at = chunk.length;
    const fresh = chunk.subarray(from);
    const size = this.#keptLength + fresh.length;
    if (size >= MAX_LINE_BYTES) {
      const begin = this.#keptLength === 0 ? fresh : this.#kept?.subarray(0, this.#keptLength);
      this.#keptLength = 0;
      this.#sink.partial(fresh);
      return this.#sink.dropped(size, begin ?? fresh);
    }
    this.#kept ??= Buffer.allocUnsafe(MAX_LINE_BYTES);
    fresh.copy(this.#kept, this.#keptLength);
    this.#keptLength = size;
    this.#sink.partial(fresh);
  }

  /** Behind a CR that ended a line comes the LF of the same terminator, or another line. */
  #passLineFeed(chunk: Buffer): void {
    if (this.#at === chunk.length) this.#skipLineFeed = true;
    else if (chunk[this.#at] === LF) this.#at++;
    else this.#sink.endedAlone();
  }

  #holdsNul(chunk: Buffer, from: number, end: number): boolean {
    if (this.#nulAt < from) {
      const found = chunk.indexOf(NUL, from);
      this.#nulAt = found === -1 ? chunk.length : found;
    }
    return this.#nulAt < end;
  }

  #joined(kept: number, chunk: Buffer, from: number, end: number): Buffer {
    const begun = this.#kept?.subarray(0, kept) ?? Buffer.alloc(0);
    return Buffer.concat([begun, chunk.subarray(from, end)]);
  }

  #terminatorLength(): number {
    return this.#terminator === 'crlf' ? 2 : 1;
  }
}
