import type { Duplex } from 'node:stream';
import type { Timers } from '#time/timers';
import { type BarrierAction, Filter } from './filter.ts';
import { SimplexLine } from './simplex-line.ts';

/** Bytes on the way in one direction from which on its sender is held back. The line stays busy until more come. */
const HIGH_WATER_BYTES = 4096;

/** Carries bytes no faster than a line of a baud rate does, each direction by itself. */
export class BaudThrottle extends Filter {
  readonly #in: SimplexLine;
  readonly #out: SimplexLine;
  /** Asks for more output; kept while the line out is full. */
  #outputDone: (() => void) | undefined;

  /** @param baud bits a second */
  constructor(port: Duplex, baud: number, timers: Timers) {
    super(port);
    this.#in = new SimplexLine(baud, timers, {
      deliver: (bytes) => this.push(bytes),
      departed: () => {
        if (this.#in.length < HIGH_WATER_BYTES) this.resumeInput();
      },
    });
    this.#out = new SimplexLine(baud, timers, {
      deliver: (bytes) => this.#deliver(bytes),
      departed: () => this.#askForOutput(),
    });
  }

  /** Bytes written or received from now on travel at this speed. @param baud bits a second */
  setBaud(baud: number): void {
    this.#in.setBaud(baud);
    this.barrierHere((proceed) => {
      this.#out.setBaud(baud);
      proceed();
    });
  }

  protected override onInput(bytes: Buffer): void {
    this.#in.put(bytes);
    if (this.#in.length >= HIGH_WATER_BYTES) this.pauseInput();
  }

  override _read(): void {
    this.#in.drained();
  }

  protected override onInputEnd(pass: () => void): void {
    this.#in.barrier((proceed) => {
      pass();
      proceed();
    });
  }

  protected override onOutput(bytes: Buffer, done: () => void): void {
    this.#outputDone = done;
    this.#out.put(bytes);
    this.#askForOutput();
  }

  protected override onOutputEnd(pass: () => void): void {
    this.#out.barrier((proceed) => {
      pass();
      proceed();
    });
  }

  protected override onBarrier(action: BarrierAction, proceed: () => void): void {
    this.#out.barrier((lineGoesOn) => super.onBarrier(action, lineGoesOn));
    proceed();
  }

  protected override onDiscard(): void {
    this.#out.discard();
  }

  protected override stopTimers(): void {
    this.#in.stop();
    this.#out.stop();
  }

  #deliver(bytes: Buffer): boolean {
    let ready = false;
    let returned = false;
    this.writeToPort(bytes, () => {
      ready = true;
      if (returned) this.#out.drained();
    });
    returned = true;
    return ready;
  }

  #askForOutput(): void {
    if (this.#out.length >= HIGH_WATER_BYTES) return;
    const done = this.#outputDone;
    this.#outputDone = undefined;
    done?.();
  }
}
