import type { Socket } from 'node:net';
import { firstLineOf, systemCode } from '#errors/system-error';
import { Backoff, type BackoffRange } from '#time/backoff';
import { systemTimers, type Timers } from '#time/timers';
import type { PortEvents } from '../port.ts';

/** From a failure to the next try. */
const RETRY: BackoffRange = { minMs: 250, maxMs: 10_000 };
/** Milliseconds that one try may take. */
const TRY_LIMIT_MS = 10_000;
/** Milliseconds that `start` waits for the first try. */
const FIRST_TRY_MS = 1000;
/** Milliseconds that a connection must last for the tries to begin anew when it goes. */
const STEADY_MS = 5000;
const NOBODY = 'nobody listens there';

/** What a redial is made of. */
export interface ReconnectingSocketOptions {
  /** Who is dialled, as log lines name it: `tcp 127.0.0.1:3333`. */
  readonly name: string;
  /** Begins one try. */
  dial(): Socket;
  /** The other side is there; called once for each connection, before its first byte is read. */
  connected(socket: Socket): void;
  readonly notice: PortEvents['notice'];
  readonly timers?: Timers;
}

/**
 * Keeps a connection to somebody who may come later, go, and come back. Of an outage each reason is told once.
 */
export class ReconnectingSocket {
  readonly #parts: ReconnectingSocketOptions;
  readonly #timers: Timers;
  readonly #backoff = new Backoff(RETRY);
  #socket: Socket | undefined;
  #cancel: (() => void) | undefined;
  #told: string | undefined;
  #closed = false;

  constructor(parts: ReconnectingSocketOptions) {
    this.#parts = parts;
    this.#timers = parts.timers ?? systemTimers;
  }

  /** Begins to dial. Resolves with the outcome of the first try, or before it when that takes long. */
  start(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#timers.after(FIRST_TRY_MS, resolve);
      this.#try(() => {
        cancel();
        resolve();
      });
    });
  }

  /** Hangs up and stops dialling; harmless when repeated. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel?.();
    const socket = this.#socket;
    if (socket === undefined || socket.closed) return;
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
      socket.destroy();
    });
  }

  #try(done?: () => void): void {
    const socket = this.#parts.dial();
    this.#socket = socket;
    let failure: Error | undefined;
    let there = false;
    this.#cancel = this.#timers.after(TRY_LIMIT_MS, () => {
      socket.destroy(new Error(`no answer within ${TRY_LIMIT_MS / 1000} s`));
    });
    socket.on('error', (error) => {
      failure = error;
    });
    socket.once('connect', () => {
      there = true;
      this.#connected(socket);
      done?.();
    });
    socket.once('close', () => {
      this.#cancel?.();
      this.#socket = undefined;
      if (!this.#closed) {
        if (there) this.#lost();
        else this.#tell(explain(failure));
        this.#retryLater();
      }
      done?.();
    });
  }

  #connected(socket: Socket): void {
    this.#cancel?.();
    this.#told = undefined;
    // Somebody who hangs up at once, as a busy serial server does, is not dialled in a hurry.
    this.#cancel = this.#timers.after(STEADY_MS, () => this.#backoff.reset());
    this.#parts.notice('info', `${this.#parts.name} is there`);
    this.#parts.connected(socket);
  }

  #lost(): void {
    // That nobody is there now goes without saying.
    this.#told = NOBODY;
    this.#parts.notice('info', `${this.#parts.name} has gone, and is dialled until it is back`);
  }

  #retryLater(): void {
    this.#cancel = this.#timers.after(this.#backoff.next(), () => this.#try());
  }

  #tell(why: string): void {
    if (this.#told === why) return;
    this.#told = why;
    this.#parts.notice('warn', `${this.#parts.name} is not there yet (${why}), and is dialled until it is`);
  }
}

function explain(error: Error | undefined): string {
  switch (systemCode(error)) {
    case 'ECONNREFUSED':
    case 'ENOENT':
      return NOBODY;
    case 'EACCES':
      return 'it is not allowed to this user';
    case 'ENOTFOUND':
      return 'no such host name is known';
    case 'EAI_AGAIN':
      return 'the host name cannot be looked up now';
    case 'ETIMEDOUT':
      return 'it does not answer';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'there is no way to it';
    default:
      return error === undefined ? 'it hung up' : firstLineOf(error);
  }
}
