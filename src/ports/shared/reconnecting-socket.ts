import type { Socket } from 'node:net';
import { reasonOf } from '#errors/atmqtt-error';
import { systemCode } from '#errors/system-error';
import { type Message, message, textOf } from '#messages/message';
import { Backoff, type BackoffRange } from '#time/backoff';
import { systemTimers, type Timers } from '#time/timers';
import { PortError } from '../errors.ts';
import type { PortEvents } from '../port.ts';

/** From a failure to the next try. */
const RETRY: BackoffRange = { minMs: 250, maxMs: 10_000 };
/** Milliseconds that one try may take. */
const TRY_LIMIT_MS = 10_000;
const NO_ANSWER = message('ports.noAnswerWithin', { seconds: TRY_LIMIT_MS / 1000 });
/** Milliseconds that `start` waits for the first try. */
const FIRST_TRY_MS = 1000;
/** Milliseconds that a connection must last for the tries to begin anew when it goes. */
const STEADY_MS = 5000;
const NOBODY = message('ports.nobodyListens');

/** Whom to dial, and who hears of it. */
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
 * Keeps a connection to somebody who may come later, go, and come back. Of an outage each reason is reported once.
 */
export class ReconnectingSocket {
  readonly #options: ReconnectingSocketOptions;
  readonly #timers: Timers;
  readonly #backoff = new Backoff(RETRY);
  #socket: Socket | undefined;
  #cancel: (() => void) | undefined;
  /** The failure that was reported last, as text: of an outage each is reported once. */
  #reported: string | undefined;
  #there = false;
  #closed = false;

  constructor(options: ReconnectingSocketOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
  }

  /** Why there is no connection; undefined: there is one. */
  get away(): Message | undefined {
    return this.#there ? undefined : message('ports.notConnected');
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
    const socket = this.#options.dial();
    this.#socket = socket;
    let failure: Error | undefined;
    let there = false;
    this.#cancel = this.#timers.after(TRY_LIMIT_MS, () => {
      socket.destroy(new PortError('UNAVAILABLE', NO_ANSWER));
    });
    socket.on('error', (error) => {
      failure = error;
    });
    socket.once('connect', () => {
      there = true;
      this.#there = true;
      this.#connected(socket);
      done?.();
    });
    socket.once('close', () => {
      this.#cancel?.();
      this.#there = false;
      this.#socket = undefined;
      if (!this.#closed) {
        const retryMs = this.#backoff.next();
        if (there) this.#lost(retryMs);
        else this.#report(explain(failure));
        this.#cancel = this.#timers.after(retryMs, () => this.#try());
      }
      done?.();
    });
  }

  #connected(socket: Socket): void {
    this.#cancel?.();
    this.#reported = undefined;
    // Somebody who hangs up at once, as a busy serial server does, is not dialled in a hurry.
    this.#cancel = this.#timers.after(STEADY_MS, () => this.#backoff.reset());
    this.#options.notice('info', message('ports.reached', { name: this.#options.name }));
    this.#options.connected(socket);
  }

  #lost(retryMs: number): void {
    // That nobody is there now goes without saying.
    this.#reported = textOf(NOBODY);
    this.#options.notice(
      'info',
      message('ports.lost', { name: this.#options.name, seconds: retryMs / 1000 }),
    );
  }

  #report(why: Message): void {
    const text = textOf(why);
    if (this.#reported === text) return;
    this.#reported = text;
    this.#options.notice('warn', message('ports.notReached', { name: this.#options.name, why }));
  }
}

function explain(error: Error | undefined): Message {
  switch (systemCode(error)) {
    case 'ECONNREFUSED':
    case 'ENOENT':
      return NOBODY;
    case 'EACCES':
      return message('ports.dialDenied');
    case 'ENOTFOUND':
      return message('ports.hostUnknown');
    case 'EAI_AGAIN':
      return message('ports.lookupFailed');
    case 'ETIMEDOUT':
      return message('ports.noAnswer');
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return message('ports.noRoute');
    default:
      return error === undefined ? message('ports.hungUp') : reasonOf(error);
  }
}
