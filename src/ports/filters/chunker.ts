import type { Duplex } from 'node:stream';
import type { Timers } from '#time/timers';
import { Filter } from './filter.ts';

export interface ChunkerOptions {
  /** Greatest size of a piece. */
  readonly bytes: number;
  /** Milliseconds from one piece to the next, as far as a timer can be that short. */
  readonly delayMs: number;
}

const NOTHING: Buffer = Buffer.alloc(0);

/** Cuts the output to a host into pieces, as drivers and adapters do. */
export class Chunker extends Filter {
  readonly #options: ChunkerOptions;
  readonly #timers: Timers;
  #nextAt = 0;
  /** What has not left of the write under way, and what asks for the next one. */
  #rest = NOTHING;
  #done: (() => void) | undefined;
  #cancel: (() => void) | undefined;

  constructor(port: Duplex, options: ChunkerOptions, timers: Timers) {
    super(port);
    this.#options = options;
    this.#timers = timers;
  }

  protected override onOutput(bytes: Buffer, done: () => void): void {
    this.#rest = bytes;
    this.#done = done;
    const waitMs = this.#nextAt - this.#timers.now();
    if (waitMs > 0) this.#pieceLater(waitMs);
    else this.#piece();
  }

  protected override onDiscard(): void {
    this.#rest = NOTHING;
    // Otherwise the port has a piece, and what follows waits until it takes more.
    if (this.#cancel === undefined) return;
    this.stopTimers();
    this.#finish();
  }

  protected override stopTimers(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #pieceLater(ms: number): void {
    this.#cancel = this.#timers.after(ms, () => {
      this.#cancel = undefined;
      this.#piece();
    });
  }

  #piece(): void {
    const { bytes: size, delayMs } = this.#options;
    const piece = this.#rest.subarray(0, size);
    this.#rest = this.#rest.subarray(size);
    this.writeToPort(piece, () => {
      this.#nextAt = this.#timers.now() + delayMs;
      if (this.#rest.length === 0) this.#finish();
      else this.#pieceLater(delayMs);
    });
  }

  #finish(): void {
    const done = this.#done;
    this.#done = undefined;
    done?.();
  }
}
