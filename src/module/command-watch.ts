import type { Failure } from '#at/reply';
import { OK_BYTES } from '#at/reply';
import { showBytes } from '#bytes/show-bytes';
import type { Clock } from '#time/clock';
import type { ModuleObserver } from './observer.ts';

/** Makes a line fit for showing, as `Interpreter.mask` does. */
export type MaskLine = (bytes: Buffer, from: number, to: number) => Buffer;

/** The command that runs: the one before it has been answered. */
interface Current {
  readonly host: string;
  readonly line: string;
  /** When its line, or the last byte of its data, came. */
  since: number;
  dataBytes?: number;
}

const MASKED_REPLY = Buffer.concat([Buffer.from('***\r\n'), OK_BYTES]);

/** Tells an observer of commands and their answers, and of the traffic; there is none without an observer. */
export class CommandWatch {
  readonly #observer: ModuleObserver;
  readonly #clock: Clock;
  readonly #mask: MaskLine;
  #current: Current | undefined;

  constructor(observer: ModuleObserver, clock: Clock, mask: MaskLine) {
    this.#observer = observer;
    this.#clock = clock;
    this.#mask = mask;
  }

  /** A line that will be run. @param end behind its terminator */
  line(host: string, bytes: Buffer, from: number, to: number, end: number): void {
    const line = showBytes(this.#mask(bytes, from, to));
    this.#current = { host, line, since: this.#clock.now() };
    this.#observer.traffic?.({ host, bytes: bytes.subarray(from, end), shown: line });
  }

  /** All the data that the command asked for. */
  data(host: string, bytes: Buffer): void {
    if (this.#current !== undefined) {
      this.#current.since = this.#clock.now();
      this.#current.dataBytes = bytes.length;
    }
    this.#observer.traffic?.({ host, bytes, shown: `(${bytes.length} bytes of data)` });
  }

  /** @param secret the answer must not be shown */
  answered(reply: Buffer, secret: boolean): void {
    this.#answer(reply, secret ? MASKED_REPLY : reply);
  }

  failed(failure: Failure, reply: Buffer): void {
    this.#answer(reply, reply, failure);
  }

  /** A line that was discarded, or that restarts a module which waits. @param failure why it was discarded */
  refused(
    host: string,
    bytes: Buffer,
    from: number,
    to: number,
    end: number,
    reply: Buffer,
    failure?: Failure,
  ): void {
    const line = showBytes(this.#mask(bytes, from, to));
    this.#observer.traffic?.({ host, bytes: bytes.subarray(from, end), shown: line });
    this.#report({ host, line, since: this.#clock.now() }, reply, reply, failure);
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
      ms: this.#clock.now() - since,
      ...(dataBytes === undefined ? {} : { dataBytes }),
      ...(failure === undefined ? {} : { failure: { codes: failure.codes, reason: failure.reason } }),
    });
  }
}
