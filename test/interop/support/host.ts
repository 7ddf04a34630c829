import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { toBytes, toNotation } from '../../conformance/notation.ts';

/** Bytes to the letter (a string is in the notation, where `⏎` is CR LF), or what they must begin with. */
export type Wanted = string | Buffer | RegExp;

/** A `+MQTTSUBRECV` line. */
export interface Received {
  readonly link: number;
  readonly topic: string;
  readonly payload: Buffer;
}

/** Finds the awaited bytes at the start of what has come. @throws when they cannot come any more */
type Match<T> = (unread: Buffer) => { readonly size: number; readonly value: T } | undefined;

interface Waiter {
  look(): void;
  fail(why: string): void;
}

const LINE_END = Buffer.from('\r\n');
const PATIENCE_MS = 5000;
/** So much of what came is shown in a failure. */
const SHOWN_BYTES = 300;
const MESSAGE = /^\+MQTTSUBRECV:(\d+),"([^"]*)",(\d+),/;
/** Bytes of a line before its payload at most. */
const MESSAGE_HEAD_BYTES = 300;

/** A host's program on the other end of a wire to a module: writes commands and awaits bytes, in order. */
export class Host {
  readonly #socket: Socket;
  readonly #background: () => string;
  #chunks: Buffer[] = [];
  #waiter: Waiter | undefined;

  /** @param background what a failure adds to explain it, such as the module's log */
  constructor(socket: Socket, background: () => string) {
    this.#socket = socket;
    this.#background = background;
    socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#waiter?.look();
    });
    socket.on('error', () => {});
    socket.on('close', () => this.#waiter?.fail('the connection to the module has closed'));
  }

  /** What has come and was not awaited. */
  get unread(): Buffer {
    const all = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
    this.#chunks = all === undefined ? [] : [all];
    return all ?? Buffer.alloc(0);
  }

  /** Sends bytes as they are; a string is in the notation. */
  write(bytes: string | Buffer): void {
    this.#socket.write(typeof bytes === 'string' ? toBytes(bytes) : bytes);
  }

  /** Sends a command, without its line end, and awaits what it answers. */
  ask(command: string | Buffer, wanted: Wanted, ms?: number): Promise<Buffer> {
    const answer = this.expect(wanted, ms);
    this.write(Buffer.concat([typeof command === 'string' ? toBytes(command) : command, LINE_END]));
    return answer;
  }

  /** Sends a command with a data phase, then the data once the prompt has come, and awaits the answer. */
  async askWithData(command: string, data: Buffer, wanted: Wanted, ms?: number): Promise<void> {
    await this.ask(command, '⏎OK⏎⏎>');
    const answer = this.expect(wanted, ms);
    this.write(data);
    await answer;
  }

  /** Sends chunks as fast as the module takes them. */
  async pour(chunks: Iterable<Buffer>): Promise<void> {
    await pipeline(Readable.from(chunks), this.#socket, { end: false });
  }

  /** Stops reading, so that bytes pile up at the module's side of the wire. */
  hold(): void {
    this.#socket.pause();
  }

  goOn(): void {
    this.#socket.resume();
  }

  /** Awaits so many bytes and keeps only their SHA-256; for what is too much to hold. */
  digest(size: number, ms?: number): Promise<string> {
    const hash = createHash('sha256');
    let left = size;
    const take = (unread: Buffer): { size: number; value: string } | undefined => {
      const part = unread.subarray(0, left);
      hash.update(part);
      left -= part.length;
      if (left === 0) return { size: part.length, value: hash.digest('hex') };
      this.#chunks = [];
      return undefined;
    };
    return this.#await(`${size} bytes`, take, ms);
  }

  /** Awaits bytes as the very next; with an expression, as soon as what has come begins with a match. */
  expect(wanted: Wanted, ms?: number): Promise<Buffer> {
    if (wanted instanceof RegExp)
      return this.#await(String(wanted), (unread) => matchStart(wanted, unread), ms);
    const bytes = typeof wanted === 'string' ? toBytes(wanted) : wanted;
    return this.#await(show(bytes), (unread) => matchBytes(bytes, unread), ms);
  }

  /** Awaits a received message as the very next. */
  message(ms?: number): Promise<Received> {
    return this.#await('a +MQTTSUBRECV line', matchMessage, ms);
  }

  /** Awaits bytes as the very next, or a received message in their place. @returns the message, if it was one */
  messageOr(wanted: string, ms?: number): Promise<Received | undefined> {
    const bytes = toBytes(wanted);
    const match: Match<Received | undefined> = (unread) => {
      const size = Math.min(bytes.length, unread.length);
      if (unread.compare(bytes, 0, size, 0, size) !== 0) return matchMessage(unread);
      return size === bytes.length ? { size, value: undefined } : undefined;
    };
    return this.#await(`a message or ${show(bytes)}`, match, ms);
  }

  #await<T>(what: string, match: Match<T>, ms = PATIENCE_MS): Promise<T> {
    if (this.#waiter !== undefined) throw new Error('the host awaits something already');
    // Made here, so that its stack leads to the journey.
    const failure = new Error();
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiter = undefined;
      };
      const fail = (why: string): void => {
        done();
        failure.message = `${why}\nexpected ${what}\nreceived ${show(this.unread)}\n${this.#background()}`;
        reject(failure);
      };
      const look = (): void => {
        let found: ReturnType<Match<T>>;
        try {
          found = match(this.unread);
        } catch (error) {
          return fail((error as Error).message);
        }
        if (found === undefined) return;
        done();
        this.#chunks = [this.unread.subarray(found.size)];
        resolve(found.value);
      };
      const timer = setTimeout(() => fail(`it did not come within ${ms} ms`), ms);
      this.#waiter = { look, fail };
      look();
    });
  }
}

function matchBytes(wanted: Buffer, unread: Buffer): { size: number; value: Buffer } | undefined {
  const size = Math.min(wanted.length, unread.length);
  if (unread.compare(wanted, 0, size, 0, size) !== 0) throw new Error('something else came');
  return size === wanted.length ? { size, value: wanted } : undefined;
}

function matchStart(wanted: RegExp, unread: Buffer): { size: number; value: Buffer } | undefined {
  const found = new RegExp(`^(?:${wanted.source})`, wanted.flags).exec(unread.toString('latin1'));
  if (found === null) return undefined;
  return { size: found[0].length, value: unread.subarray(0, found[0].length) };
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

function show(bytes: Buffer): string {
  const more = bytes.length > SHOWN_BYTES ? ` … (${bytes.length} bytes)` : '';
  return bytes.length === 0 ? 'nothing' : toNotation(bytes.subarray(0, SHOWN_BYTES)) + more;
}
