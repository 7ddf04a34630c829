import type { Duplex } from 'node:stream';
import { Filter } from './filter.ts';

/** So many bytes at most are given to the module at a time; it may stop after each. */
const SLICE_BYTES = 64;

export interface RxFifoOptions {
  /** Bytes it holds. */
  readonly bytes: number;
  /** RTS is in use: the host is held back and nothing is lost. */
  readonly rts: boolean;
  /** So many bytes were lost; called when the module reads again, or never will. */
  lost(count: number): void;
}

/** A UART's receive buffer: what comes while it is full, because the module does not read, is lost. */
export class RxFifo extends Filter {
  readonly #options: RxFifoOptions;
  #rts: boolean;
  #lost = 0;
  /** What has come and was neither handed on nor lost yet. */
  readonly #incoming: Buffer[] = [];
  /** The host has ended. */
  #over: (() => void) | undefined;

  constructor(port: Duplex, options: RxFifoOptions) {
    // Nothing is read ahead, so that what the stream holds is what the module has not drained.
    super(port, { readableHighWaterMark: 0 });
    this.#options = options;
    this.#rts = options.rts;
  }

  /** Whether RTS holds the host back, so that nothing is lost. */
  set rts(on: boolean) {
    this.#rts = on;
    if (!on) this.resumeInput();
  }

  protected override onInput(bytes: Buffer): void {
    this.#incoming.push(bytes);
    this.#take();
  }

  protected override onInputEnd(pass: () => void): void {
    this.#over = pass;
    this.#take();
  }

  override _read(): void {
    this.#report();
    super._read();
    this.#take();
  }

  override pause(): this {
    super.pause();
    this.#take();
    return this;
  }

  protected override stopTimers(): void {
    this.#report();
  }

  /** Hands on what has come, as far as the module takes it; once it does not, fills the buffer and drops the rest. */
  #take(): void {
    for (let bytes = this.#incoming.shift(); bytes !== undefined; bytes = this.#incoming.shift()) {
      if (this.#rts) {
        if (!this.push(bytes)) this.pauseInput();
      } else if (this.readableFlowing !== true) this.#keep(bytes);
      else if (this.readableLength > 0) {
        // The module reads, but has not come to these yet; `_read` follows when it has.
        this.#incoming.unshift(bytes);
        return;
      } else {
        if (bytes.length > SLICE_BYTES) this.#incoming.unshift(bytes.subarray(SLICE_BYTES));
        this.push(bytes.subarray(0, SLICE_BYTES));
      }
    }
    const over = this.#over;
    this.#over = undefined;
    over?.();
  }

  #keep(bytes: Buffer): void {
    // What is left of a time with RTS may be more than fits.
    const free = Math.max(0, this.#options.bytes - this.readableLength);
    const kept = bytes.subarray(0, free);
    if (kept.length > 0) this.push(kept);
    this.#lost += bytes.length - kept.length;
  }

  #report(): void {
    const count = this.#lost;
    this.#lost = 0;
    if (count > 0) this.#options.lost(count);
  }
}
