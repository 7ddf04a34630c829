import type { Duplex } from 'node:stream';
import type { Timers } from '#time/timers';
import { Lane } from './lane.ts';
import { type Act, Stage } from './stage.ts';

/** Bytes on each wire beyond which a side is held back; a lane this full is busy until the next ones come. */
const LANE_BYTES = 4096;

/** Carries bytes no faster than a line of a baud rate does, each direction by itself. */
export class Pace extends Stage {
  readonly #in: Lane;
  readonly #out: Lane;
  #room: (() => void) | undefined;

  /** @param baud bits a second */
  constructor(port: Duplex, baud: number, timers: Timers) {
    super(port);
    this.#in = new Lane(baud, timers, {
      deliver: (bytes) => this.push(bytes),
      left: () => {
        if (this.#in.length < LANE_BYTES) this.startInput();
      },
    });
    this.#out = new Lane(baud, timers, {
      deliver: (bytes) => this.#deliver(bytes),
      left: () => this.#left(),
    });
  }

  /** Bytes written or received from now on travel at this speed. @param baud bits a second */
  setBaud(baud: number): void {
    this.#in.setBaud(baud);
    this.between((go) => {
      this.#out.setBaud(baud);
      go();
    });
  }

  protected override arrived(bytes: Buffer): void {
    this.#in.put(bytes);
    if (this.#in.length >= LANE_BYTES) this.stopInput();
  }

  override _read(): void {
    this.#in.drained();
  }

  protected override inputOver(pass: () => void): void {
    this.#in.mark((go) => {
      pass();
      go();
    });
  }

  protected override send(bytes: Buffer, done: () => void): void {
    this.#room = done;
    this.#out.put(bytes);
    this.#left();
  }

  protected override outputOver(pass: () => void): void {
    this.#out.mark((go) => {
      pass();
      go();
    });
  }

  protected override reached(act: Act, go: () => void): void {
    this.#out.mark((on) => super.reached(act, on));
    go();
  }

  protected override stopTimers(): void {
    this.#in.stop();
    this.#out.stop();
  }

  #deliver(bytes: Buffer): boolean {
    let taken = false;
    let here = true;
    this.hand(bytes, () => {
      taken = true;
      if (!here) this.#out.drained();
    });
    here = false;
    return taken;
  }

  #left(): void {
    if (this.#out.length >= LANE_BYTES) return;
    const room = this.#room;
    this.#room = undefined;
    room?.();
  }
}
