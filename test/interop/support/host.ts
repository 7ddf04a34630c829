import { createHash } from 'node:crypto';
import { type Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { toBytes, toNotation } from '#scenario/notation';
import { type Match, TestHost, type TestHostOptions } from '#testing/index';

/** Bytes to the letter (a string is in the notation, where `⏎` is CR LF), or what they must begin with. */
export type Wanted = string | Buffer | RegExp;

/** A `+MQTTSUBRECV` line. */
export interface Received {
  readonly link: number;
  readonly topic: string;
  readonly payload: Buffer;
}

const PATIENCE_MS = 5000;
const LINE_END = Buffer.from('\r\n');
const MESSAGE = /^\+MQTTSUBRECV:(\d+),"([^"]*)",(\d+),/;
/** Bytes of a line before its payload at most. */
const MESSAGE_HEAD_BYTES = 300;

/** The host of a journey: speaks the notation of the transcripts, and awaits every byte in its order. */
export class Host extends TestHost {
  constructor(stream: Duplex, options: TestHostOptions = {}) {
    super(stream, { timeout: PATIENCE_MS, ...options });
  }

  /** Sends bytes as they are; a string is in the notation. */
  write(bytes: string | Buffer): void {
    this.send(inBytes(bytes));
  }

  /** Sends a command, without its line end, and awaits what it answers. */
  ask(command: string | Buffer, wanted: Wanted, ms?: number): Promise<Buffer> {
    const answer = this.next(wanted, ms);
    this.write(Buffer.concat([inBytes(command), LINE_END]));
    return answer;
  }

  /** Sends a command with a data phase, then the data once the prompt has come, and awaits the answer. */
  async askWithData(command: string, data: Buffer, wanted: Wanted, ms?: number): Promise<void> {
    await this.ask(command, '⏎OK⏎⏎>');
    const answer = this.next(wanted, ms);
    this.write(data);
    await answer;
  }

  /** Awaits bytes as the next one; with an expression, as soon as what has come begins with a match. */
  next(wanted: Wanted, ms?: number): Promise<Buffer> {
    return this.expectNext(wanted instanceof RegExp ? wanted : inBytes(wanted), within(ms));
  }

  /** Awaits a received message as the next one. */
  message(ms?: number): Promise<Received> {
    return this.expectMatch('a +MQTTSUBRECV line', matchMessage, within(ms));
  }

  /** Awaits bytes as the next one, or a received message in their place. @returns the message, if it was one */
  messageOr(wanted: string, ms?: number): Promise<Received | undefined> {
    const bytes = toBytes(wanted);
    const match: Match<Received | undefined> = (unread) => {
      const size = Math.min(bytes.length, unread.length);
      if (unread.compare(bytes, 0, size, 0, size) !== 0) return matchMessage(unread);
      return size === bytes.length ? { size, value: undefined } : undefined;
    };
    return this.expectMatch(`a message or ${toNotation(bytes)}`, match, within(ms));
  }

  /** Awaits so many bytes and keeps only their SHA-256; for what is too much to hold. */
  async digest(size: number, ms?: number): Promise<string> {
    const hash = createHash('sha256');
    for (let left = size; left > 0; ) {
      const some: Match<Buffer> = (unread) => {
        const value = unread.subarray(0, left);
        return value.length === 0 ? undefined : { value, size: value.length };
      };
      const part = await this.expectMatch(`${size} bytes, of which ${left} are left`, some, within(ms));
      hash.update(part);
      left -= part.length;
    }
    return hash.digest('hex');
  }

  /** Sends chunks as fast as the module takes them. */
  async pour(chunks: Iterable<Buffer>): Promise<void> {
    await pipeline(Readable.from(chunks), this.stream, { end: false });
  }

  /** Stops reading, so that bytes pile up at the module's side of the wire. */
  hold(): void {
    this.stream.pause();
  }

  goOn(): void {
    this.stream.resume();
  }
}

function inBytes(bytes: string | Buffer): Buffer {
  return typeof bytes === 'string' ? toBytes(bytes) : bytes;
}

function within(timeout: number | undefined): { timeout?: number } {
  return timeout === undefined ? {} : { timeout };
}

function matchMessage(unread: Buffer): { size: number; value: Received } | undefined {
  const start = unread.toString('latin1', 0, MESSAGE_HEAD_BYTES);
  const head = MESSAGE.exec(start);
  if (head === null) {
    if ('+MQTTSUBRECV:'.startsWith(start.slice(0, 13)) && start.length < MESSAGE_HEAD_BYTES) return undefined;
    throw new Error('something else came');
  }
  const from = head[0].length;
  const to = from + Number(head[3]);
  if (unread.length < to + 2) return undefined;
  if (unread.toString('latin1', to, to + 2) !== '\r\n') throw new Error('no line end follows the payload');
  const topic = Buffer.from(head[2] ?? '', 'latin1').toString();
  const payload = Buffer.from(unread.subarray(from, to));
  return { size: to + 2, value: { link: Number(head[1]), topic, payload } };
}
