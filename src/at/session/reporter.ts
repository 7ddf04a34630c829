import { bufferOf } from '#bytes/buffer-of';
import { showBytes } from '#bytes/show-bytes';
import { message, textOf } from '#messages/message';
import type { Timers } from '#time/timers';
import { type Failure, OK_BYTES } from '../reply.ts';
import type { AtObserver } from './observer.ts';

/** Makes a line fit for showing. */
interface Masking {
  mask(bytes: Buffer, from: number, to: number): Buffer;
}

/** The command that runs: the one before it has been answered. */
interface Current {
  readonly host: string;
  readonly line: string;
  /** When its line, or the last byte of its data, came. */
  since: number;
  dataBytes?: number;
}

const MASKED_REPLY = Buffer.concat([Buffer.from('***\r\n'), OK_BYTES]);

/** There is none where nobody wants to hear of commands. */
export function commandReporter(
  observer: AtObserver | undefined,
  timers: Timers,
  masking: Masking,
): CommandReporter | undefined {
  if (observer?.command === undefined && observer?.traffic === undefined) return undefined;
  return new CommandReporter(observer, timers, masking);
}

/** Tells an observer of each URC. */
export function urcReporter(observer: AtObserver | undefined): ((bytes: Uint8Array) => void) | undefined {
  if (observer?.traffic === undefined && observer?.urc === undefined) return undefined;
  return (bytes) => {
    const shown = showBytes(bytes).replace(/^\r\n|\r\n$/g, '');
    observer.traffic?.({ host: undefined, bytes: bufferOf(bytes), shown });
    observer.urc?.(shown);
  };
}

/** Tells an observer of commands and their answers, and of the traffic that they are. */
export class CommandReporter {
  readonly #observer: AtObserver;
  readonly #timers: Timers;
  readonly #masking: Masking;
  #current: Current | undefined;

  constructor(observer: AtObserver, timers: Timers, masking: Masking) {
    this.#observer = observer;
    this.#timers = timers;
    this.#masking = masking;
  }

  /** A line that will be run. @param end behind its terminator */
  line(host: string, bytes: Buffer, from: number, to: number, end: number): void {
    const line = showBytes(this.#masking.mask(bytes, from, to));
    this.#current = { host, line, since: this.#timers.now() };
    this.#observer.traffic?.({ host, bytes: bytes.subarray(from, end), shown: line });
  }

  /** All the data that the command asked for. */
  data(host: string, bytes: Buffer): void {
    if (this.#current !== undefined) {
      this.#current.since = this.#timers.now();
      this.#current.dataBytes = bytes.length;
    }
    this.#observer.traffic?.({
      host,
      bytes,
      shown: textOf(message('at.maskedData', { bytes: bytes.length })),
      data: true,
    });
  }

  /** @param secret the answer must not be shown */
  answered(reply: Buffer, secret: boolean): void {
    this.#answer(reply, secret ? MASKED_REPLY : reply);
  }

  failed(failure: Failure, reply: Buffer): void {
    this.#answer(reply, reply, failure);
  }

  /**
   * A chunk that was discarded, or that restarts a module which waits.
   * @param from where the command in it begins that is shown, or its first line
   * @param failure why it was discarded
   */
  refused(host: string, chunk: Buffer, from: number, to: number, reply: Buffer, failure?: Failure): void {
    const line = showBytes(this.#masking.mask(chunk, from, to));
    this.#observer.traffic?.({ host, bytes: chunk, shown: line });
    this.#report({ host, line, since: this.#timers.now() }, reply, reply, failure);
  }

  /** The command that runs will never be answered, because of a restart. */
  forget(): void {
    this.#current = undefined;
  }

  #answer(reply: Buffer, shownReply: Buffer, failure?: Failure): void {
    if (this.#current !== undefined) this.#report(this.#current, reply, shownReply, failure);
  }

  #report(current: Current, reply: Buffer, shownReply: Buffer, failure: Failure | undefined): void {
    const { host, line, since, dataBytes } = current;
    const shown = showBytes(shownReply);
    this.#observer.traffic?.({ host: undefined, bytes: reply, shown });
    this.#observer.command?.({
      host,
      line,
      reply: shown,
      ok: failure === undefined,
      ms: this.#timers.now() - since,
      ...(dataBytes === undefined ? {} : { dataBytes }),
      ...(failure === undefined ? {} : { failure: { codes: failure.codes, reason: failure.reason } }),
    });
  }
}
