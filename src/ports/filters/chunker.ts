import type { Duplex } from 'node:stream';
import type { Timers } from '#time/timers';
import { Filter } from './filter.ts';

export interface ChunkerOptions {
  /** Greatest size of a piece. */
  readonly bytes: number;
  /** Milliseconds from one piece to the next, as far as a timer can be that short. */
  readonly delayMs: number;
}

/** Cuts the output to a host into pieces, as drivers and adapters do. */
export class Chunker extends Filter {
  readonly #options: ChunkerOptions;
  readonly #timers: Timers;
  #nextAt = 0;
  #cancel: (() => void) | undefined;

  constructor(port: Duplex, options: ChunkerOptions, timers: Timers) {
    super(port);
    this.#options = options;
    this.#timers = timers;
  }

  protected override onOutput(bytes: Buffer, done: () => void): void {
    const waitMs = this.#nextAt - this.#timers.now();
    if (waitMs > 0) this.#cancel = this.#timers.after(waitMs, () => this.#pieces(bytes, done));
    else this.#pieces(bytes, done);
  }

  #pieces(bytes: Buffer, done: () => void): void {
    const { bytes: size, delayMs } = this.#options;
    this.writeToPort(bytes.subarray(0, size), () => {
      this.#nextAt = this.#timers.now() + delayMs;
      if (bytes.length <= size) done();
      else this.#cancel = this.#timers.after(delayMs, () => this.#pieces(bytes.subarray(size), done));
    });
  }

  protected override stopTimers(): void {
    this.#cancel?.();
  }
}
