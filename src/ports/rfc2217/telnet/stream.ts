import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { WriteBarriers } from '../../shared/write-barriers.ts';
import { COMMAND, type Verb } from './codes.ts';
import { TelnetDecoder, type TelnetToken } from './decoder.ts';
import { encodeData, encodeNegotiation, encodeSubnegotiation } from './encode.ts';
import { Negotiation, type Side } from './negotiation.ts';

/** What the other side does beside sending data; called in the order of the wire. */
export interface TelnetEvents {
  /** An option was agreed on, switched off, or refused. */
  option(side: Side, option: number, on: boolean): void;
  subnegotiation(option: number, body: Uint8Array): void;
  /** Data comes next. */
  data?(): void;
}

export interface TelnetOptions {
  /** The options to ask for. */
  readonly ask: readonly (readonly [Side, number])[];
  /** The options to agree to, on either side. */
  readonly known: readonly number[];
  /** Asks only once the other side has shown that it speaks telnet. */
  readonly patient?: boolean;
}

/** Bytes of answers to telnet that may wait for the other side, until nothing more is read from it. */
const MAX_ANSWER_BYTES = 65_536;
const YES = Buffer.from('\r\n[yes]\r\n');

/** A connection without its telnet: data both ways, held back as the socket is. */
export class TelnetStream extends Duplex {
  readonly #socket: Socket;
  readonly #options: TelnetOptions;
  readonly #events: TelnetEvents;
  readonly #decoder = new TelnetDecoder();
  readonly #negotiation: Negotiation;
  readonly #barriers = new WriteBarriers();
  #asked = false;
  #held = false;
  #purging = false;
  /** Ends the write after which the socket was full. */
  #full: (() => void) | undefined;
  /** Bytes of that write. */
  #fullBytes = 0;
  /** Bytes of the writes that follow which are thrown away. */
  #discards = 0;
  /** Bytes of answers that the socket has not got rid of. */
  #answerBytes = 0;
  /** Whoever reads this stream takes no more for now. */
  #unread = false;
  #heldBack: { bytes: Buffer; done: () => void } | undefined;

  constructor(socket: Socket, options: TelnetOptions, events: TelnetEvents) {
    super();
    this.#socket = socket;
    this.#options = options;
    this.#events = events;
    this.#negotiation = new Negotiation(options.known);
    if (options.patient !== true) this.#ask();
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('end', () => this.push(null));
    socket.on('drain', () => this.#drained());
    // A reset is one more way for the other side to go; `close` follows and tells it.
    socket.on('error', () => {});
    socket.on('close', () => this.destroy());
  }

  isOn(side: Side, option: number): boolean {
    return this.#negotiation.isOn(side, option);
  }

  /** Sends it at once, after the data that has left so far. */
  subnegotiate(option: number, body: Uint8Array): void {
    this.#send(encodeSubnegotiation(option, body));
  }

  /** Does something after the data written so far, and before what is written later. */
  between(work: () => Promise<void>): Promise<void> {
    return this.#barriers.add(this, work);
  }

  /** Keeps data back until it may go again. */
  hold(held: boolean): void {
    this.#held = held;
    const write = this.#heldBack;
    if (held || write === undefined) return;
    this.#heldBack = undefined;
    this._write(write.bytes, 'binary', write.done);
  }

  /** Throws away the data that is held. */
  purge(): void {
    const write = this.#heldBack;
    if (write === undefined) return;
    this.#heldBack = undefined;
    // What is buffered behind it is written from within `done`.
    this.#purging = true;
    write.done();
    this.#purging = false;
  }

  /** Throws away the data that was written and the socket does not have yet. */
  discard(): void {
    this.purge();
    this.#discards = this.#full === undefined ? 0 : this.writableLength - this.#fullBytes;
  }

  override _read(): void {
    this.#unread = false;
    this.#readOrWait();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const work = this.#barriers.take(bytes);
    if (work !== undefined) void work().then(done);
    else if (this.#purging || this.#socket.destroyed) done();
    else if (this.#held) this.#heldBack = { bytes, done };
    else this.#put(bytes, done);
  }

  override _final(done: () => void): void {
    this.#socket.end(() => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    this.purge();
    this.#drained();
    done(error);
  }

  #put(bytes: Buffer, done: () => void): void {
    const discarded = Math.min(this.#discards, bytes.length);
    this.#discards -= discarded;
    if (discarded === bytes.length || this.#socket.write(encodeData(bytes.subarray(discarded))))
      return done();
    this.#full = done;
    this.#fullBytes = bytes.length;
  }

  #drained(): void {
    const done = this.#full;
    this.#full = undefined;
    done?.();
  }

  #take(chunk: Buffer): void {
    // The answers to a chunk leave together.
    this.#socket.cork();
    this.#handleAll(chunk);
    this.#socket.uncork();
  }

  #handleAll(chunk: Buffer): void {
    for (const token of this.#decoder.decode(chunk)) {
      if (this.destroyed) return;
      if (token.type === 'data') {
        this.#events.data?.();
        if (!this.push(Buffer.from(token.bytes.buffer, token.bytes.byteOffset, token.bytes.length))) {
          this.#unread = true;
          this.#readOrWait();
        }
      } else {
        this.#ask();
        this.#handle(token);
      }
    }
  }

  #handle(token: Exclude<TelnetToken, { type: 'data' }>): void {
    switch (token.type) {
      case 'negotiation': {
        const { reply, change } = this.#negotiation.receive(token.verb, token.option);
        this.#negotiate(reply, token.option);
        if (change !== undefined) this.#events.option(change.side, token.option, change.on);
        return;
      }
      case 'subnegotiation':
        this.#events.subnegotiation(token.option, token.body);
        return;
      case 'command':
        // RFC 854: visible evidence that somebody is there. NOP and the others ask for nothing.
        if (token.code === COMMAND.ARE_YOU_THERE) this.#send(YES);
        return;
      case 'garbage':
    }
  }

  #ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    for (const [side, option] of this.#options.ask) {
      this.#negotiate(this.#negotiation.ask(side, option), option);
    }
  }

  #negotiate(verb: Verb | undefined, option: number): void {
    if (verb !== undefined) this.#send(encodeNegotiation(verb, option));
  }

  /** Control bytes are few and go out at once; of somebody who asks and reads no answers nothing more is read. */
  #send(bytes: Uint8Array): void {
    if (!this.#socket.writable) return;
    this.#answerBytes += bytes.length;
    this.#socket.write(bytes, () => {
      const waited = this.#answerBytes >= MAX_ANSWER_BYTES;
      this.#answerBytes -= bytes.length;
      if (waited) this.#readOrWait();
    });
    if (this.#answerBytes >= MAX_ANSWER_BYTES) this.#readOrWait();
  }

  #readOrWait(): void {
    if (this.#unread || this.#answerBytes >= MAX_ANSWER_BYTES) this.#socket.pause();
    else this.#socket.resume();
  }
}
