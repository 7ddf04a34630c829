import type { Duplex } from 'node:stream';
import type { Transport, TransportEvents } from '../transport.ts';
import { plainSocketError } from './socket-errors.ts';

/** So many queued bytes are enough; not under the high-water mark of Node's streams, so that `drain` follows. */
export const FULL_BYTES = 65_536;

/**
 * What `closed` reports of the end of a wire that was open, or undefined when the end was orderly.
 * @param error what the socket reported, if anything
 * @param early whether no byte had come, and this side had not asked for the end
 */
export type Explain = (error: Error | undefined, early: boolean) => Error | undefined;

/** An open connection below something else. */
export interface Wire {
  readonly socket: Duplex;
  readonly explain: Explain;
}

/** Without TLS an end without an error is orderly. */
export const explainSocketEnd: Explain = (error) => error && plainSocketError(error);

/** A transport over a stream of Node that is open: a TCP or TLS socket, or anything that behaves like one. */
export class StreamTransport implements Transport {
  readonly #socket: Duplex;
  #error: Error | undefined;
  #heard = false;
  #ending = false;
  #silent = false;

  constructor(socket: Duplex, events: TransportEvents, explain = explainSocketEnd) {
    this.#socket = socket;
    const closed = () => {
      if (this.#silent) return;
      events.closed(explain(this.#error ?? socket.errored ?? undefined, !this.#heard && !this.#ending));
    };
    socket
      .on('drain', () => this.#silent || events.drain())
      .on('end', destroyThis)
      // TLS reports a late alert without destroying its socket, so that it is not in `errored`.
      .on('error', (error) => {
        this.#error ??= error;
      })
      .on('data', (bytes: Buffer) => {
        this.#heard = true;
        if (!this.#silent) events.data(bytes);
      });
    if (socket.closed) queueMicrotask(closed);
    // It comes once; to say so would take a wrapper, which an idle connection would pay for.
    else socket.on('close', closed);
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

/** The broker has said its last word: what is still queued here will not be answered. */
function destroyThis(this: Duplex): void {
  this.destroy();
}
