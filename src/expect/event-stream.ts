import type { Writable } from 'node:stream';
import type { Clock } from '#time/clock';
import type { NewEvent } from './events.ts';

/** So much may wait for the reader; what comes beyond is dropped. */
const MAX_WAITING_BYTES = 1_048_576;

/** What an event stream needs. */
export interface EventStreamParts {
  readonly stream: Writable;
  readonly clock: Clock;
  /** The reader has gone; called once. */
  gone(): void;
}

/**
 * Events as lines of JSON. A reader that is too slow loses events, which are counted: to wait for it would change what
 * hosts see, and to keep everything would end in no memory.
 */
export class EventStream<E extends { readonly event: string } = NewEvent> {
  readonly #parts: EventStreamParts;
  #dropped = 0;
  #gone = false;

  constructor(parts: EventStreamParts) {
    this.#parts = parts;
    parts.stream.on('error', () => {
      if (this.#gone) return;
      this.#gone = true;
      parts.gone();
    });
    parts.stream.on('drain', () => this.#tellDropped());
  }

  /** Dates an event and writes it. */
  write(event: E): void {
    if (this.#gone) return;
    if (this.#parts.stream.writableLength > MAX_WAITING_BYTES) {
      this.#dropped++;
      return;
    }
    this.#tellDropped();
    this.#put(event);
  }

  /** Resolves when the reader has everything, or has gone, or the time is up. @param limitMs milliseconds */
  async flush(limitMs: number): Promise<void> {
    this.#tellDropped();
    const { stream, clock } = this.#parts;
    if (this.#gone || stream.writableLength === 0) return;
    await new Promise<void>((resolve) => {
      const cancel = clock.after(limitMs, resolve);
      const done = (): void => {
        cancel();
        resolve();
      };
      stream.once('error', done);
      stream.write('', done);
    });
  }

  #tellDropped(): void {
    if (this.#dropped === 0 || this.#gone) return;
    const count = this.#dropped;
    this.#dropped = 0;
    this.#put({ event: 'dropped', count });
  }

  #put({ event, ...rest }: { readonly event: string; readonly [field: string]: unknown }): void {
    const time = new Date(this.#parts.clock.wall()).toISOString();
    this.#parts.stream.write(`${JSON.stringify({ event, time, ...rest })}\n`);
  }
}
