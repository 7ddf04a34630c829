import type { Log } from '#messages/log';
import { message } from '#messages/message';
import type { Cancel, Timers } from '#time/timers';
import type { AtObserver } from './observer.ts';

/** Milliseconds from one report about a host to the next. */
const REPORT_MS = 60_000;

interface UnreadOutputParts {
  readonly log: Log;
  readonly timers: Timers;
  readonly observer: AtObserver | undefined;
  /** Bytes that are kept for a host. */
  readonly bufferBytes: number;
}

/** Counts what one host has lost because it does not read, and tells it once a minute. */
export class UnreadOutput {
  readonly #host: string;
  readonly #parts: UnreadOutputParts;
  /** Since the host was attached. */
  #bytes = 0;
  #items = 0;
  #toldBytes = 0;
  #cancel: Cancel | undefined;

  constructor(host: string, parts: UnreadOutputParts) {
    this.#host = host;
    this.#parts = parts;
  }

  /** A reply or URC of so many bytes was dropped. */
  add(bytes: number): void {
    this.#bytes += bytes;
    this.#items++;
    if (this.#cancel === undefined) this.#report();
  }

  /** Tells what has not been told, and nothing afterwards. */
  end(): void {
    this.#cancel?.();
    if (this.#bytes > this.#toldBytes) this.#tell();
  }

  #report(): void {
    this.#cancel = undefined;
    if (this.#bytes === this.#toldBytes) return;
    this.#tell();
    this.#cancel = this.#parts.timers.after(REPORT_MS, () => this.#report());
  }

  #tell(): void {
    const { log, observer, bufferBytes } = this.#parts;
    const lost = { host: this.#host, bytes: this.#bytes, items: this.#items };
    this.#toldBytes = this.#bytes;
    log('warn', 'at', message('at.hostDoesNotRead', { ...lost, bufferBytes }));
    observer?.unread?.(lost);
  }
}
