import type { Duplex } from 'node:stream';
import type { Transport, TransportEvents } from '../transport.ts';
import { plainSocketError } from './socket-errors.ts';

/** So many queued bytes are enough; over the high-water mark of Node's streams, so that `drain` follows. */
const FULL_BYTES = 65_536;

/** A transport over a stream of Node: a TCP or TLS socket, or anything that behaves like one. */
export class StreamTransport implements Transport {
  readonly #socket: Duplex;
  #error: Error | undefined;
  #ending = false;
  #silent = false;

  /**
   * @param opened the event by which the socket says that it can be used, such as `connect`
   * @param explain turns the socket's error into what `closed` reports
   */
  constructor(socket: Duplex, opened: string, events: TransportEvents, explain = plainSocketError) {
    this.#socket = socket;
    socket
      .once(opened, () => this.#silent || events.open())
      .on('drain', () => this.#silent || events.drain())
      // The broker has said its last word: what is still queued here will not be answered.
      .on('end', () => socket.destroy())
      .on('error', (error: Error) => {
        this.#error ??= error;
      })
      .once('close', () => this.#silent || events.closed(this.#error && explain(this.#error)))
      .on('data', (bytes: Buffer) => this.#silent || events.data(bytes));
  }

  get queued(): number {
    return this.#socket.writableLength;
  }

  write(bytes: Uint8Array): boolean {
    if (this.#ending || this.#socket.destroyed) return true;
    this.#socket.write(bytes);
    // Not what the socket's own `write` says: that is false for any large chunk, even one sent at once.
    return this.#socket.writableLength < FULL_BYTES;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  end(sent?: () => void): void {
    if (this.#ending || this.#socket.destroyed) return;
    this.#ending = true;
    if (sent) this.#socket.once('finish', sent);
    this.#socket.end();
  }

  destroy(): void {
    this.#silent = true;
    this.#socket.destroy();
  }
}
