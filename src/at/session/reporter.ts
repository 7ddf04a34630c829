import { bufferOf } from '#bytes/buffer-of';
import { showBytes } from '#bytes/show-bytes';
import { type Message, message, textOf } from '#messages/message';
import type { Timers } from '#time/timers';
import { errorCode } from '../codes.ts';
import { type Failure, OK_BYTES } from '../reply.ts';
import type { AtObserver } from './observer.ts';

/** Makes a line fit for showing, and finds out which command it is. */
interface Masking {
  mask(bytes: Buffer, from: number, to: number): Buffer;
  isCommand(bytes: Buffer, from: number, to: number): boolean;
  look(bytes: Buffer, from: number, to: number): void;
  readonly lastCommand: { readonly name: string } | undefined;
  counted(bytes: Buffer, from: number, to: number): Message | undefined;
}

/** The command that runs: the one before it has been answered. */
interface Current {
  readonly host: string;
  /** Empty where nobody wants to see it. */
  readonly line: string;
  /** Its name, where somebody counts. */
  readonly command: string | undefined;
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
  if (observer === undefined) return undefined;
  const { command, traffic, answered } = observer;
  if (command === undefined && traffic === undefined && answered === undefined) return undefined;
  return new CommandReporter(observer, timers, masking);
}

/** Tells an observer of each URC. */
export function urcReporter(observer: AtObserver | undefined): ((bytes: Uint8Array) => void) | undefined {
  if (observer?.traffic === undefined && observer?.urc === undefined) return undefined;
  return (bytes) => {
    const shown = showBytes(bytes).replace(/^\r\n|\r\n$/g, '');
    observer.traffic?.({ host: undefined, bytes: bufferOf(bytes), shown, urc: true });
    observer.urc?.(shown);
  };
}

/** Tells an observer of commands and their answers, and of the traffic that they are. */
export class CommandReporter {
  readonly #observer: AtObserver;
  readonly #timers: Timers;
  readonly #masking: Masking;
  /** Somebody wants to see lines and replies, not only to count them. */
  readonly #shows: boolean;
  #current: Current | undefined;

  constructor(observer: AtObserver, timers: Timers, masking: Masking) {
    this.#observer = observer;
    this.#timers = timers;
    this.#masking = masking;
    this.#shows = observer.command !== undefined || observer.traffic !== undefined;
  }

  /** A line that will be run. @param end behind its terminator */
  line(host: string, bytes: Buffer, from: number, to: number, end: number): void {
    const line = this.#shown(bytes, from, to);
    const command = this.#nameOf(bytes, from, to);
    this.#current = { host, line, command, since: this.#timers.now() };
    this.#hear(host, bytes.subarray(from, end), line, this.#masking.counted(bytes, from, to));
  }

  /** All the data that the command asked for. */
  data(host: string, bytes: Buffer): void {
    if (!this.#shows) return;
    if (this.#current !== undefined) {
      this.#current.since = this.#timers.now();
      this.#current.dataBytes = bytes.length;
    }
    const counted = message('at.maskedData', { bytes: bytes.length });
    this.#observer.traffic?.({ host, bytes, shown: textOf(counted), counted, data: true });
  }

  /** The command asks for data: its end is told when that has come. */
  prompted(reply: Buffer): void {
    if (this.#current !== undefined) this.#tell(this.#current, reply, reply, undefined);
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
    const line = this.#shown(chunk, from, to);
    const command = this.#nameOf(chunk, from, to);
    this.#hear(host, chunk, line, this.#masking.counted(chunk, from, to));
    this.#tell({ host, line, command, since: this.#timers.now() }, reply, reply, failure);
    const busy = failure?.codes[0] === errorCode('busy');
    this.#observer.answered?.({ command, busy, codes: failure?.codes });
  }

  /** The command that runs will never be answered, because of a restart. */
  forget(): void {
    this.#current = undefined;
  }

  #answer(reply: Buffer, shownReply: Buffer, failure?: Failure): void {
    if (this.#current === undefined) return;
    this.#tell(this.#current, reply, shownReply, failure);
    const { command } = this.#current;
    this.#observer.answered?.({ command, busy: false, codes: failure?.codes });
  }

  #hear(host: string, bytes: Buffer, shown: string, counted: Message | undefined): void {
    this.#observer.traffic?.({ host, bytes, shown, ...(counted && { counted }) });
  }

  #shown(bytes: Buffer, from: number, to: number): string {
    return this.#shows ? showBytes(this.#masking.mask(bytes, from, to)) : '';
  }

  /** What it finds is kept for who runs the line. */
  #nameOf(bytes: Buffer, from: number, to: number): string | undefined {
    if (this.#observer.answered === undefined || !this.#masking.isCommand(bytes, from, to)) return undefined;
    this.#masking.look(bytes, from, to);
    return this.#masking.lastCommand?.name;
  }

  #tell(current: Current, reply: Buffer, shownReply: Buffer, failure: Failure | undefined): void {
    if (!this.#shows) return;
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
