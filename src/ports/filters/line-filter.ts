import type { Duplex } from 'node:stream';
import { type BarrierAction, Filter } from './filter.ts';

/** What one direction of a line tells the filter that it is part of. */
export interface FilterLineEvents {
  /** Bytes have come to its far end. @returns false when no more are taken until `drained` */
  deliver(bytes: Buffer): boolean;
  /** Bytes have left it. */
  departed(): void;
}

/** One direction of a line: bytes leave it later than they come, in their order. */
export interface FilterLine {
  /** Whether it holds so much that its sender is to be held back. */
  readonly overfull: boolean;
  /** Does something once all bytes put before have left; those put later wait for its `proceed`. */
  barrier(action: BarrierAction): void;
  /** Throws away the bytes that have not left; what was to be done after them is done. */
  discard(): void;
  /** The far end takes bytes again. */
  drained(): void;
  stop(): void;
}

/** A filter with a line for each direction, which holds its sender back by itself. */
export abstract class LineFilter<Line extends FilterLine> extends Filter {
  protected readonly toModule: Line;
  protected readonly toHost: Line;
  /** Asks for more output; kept while the line to the host is overfull. */
  #outputDone: (() => void) | undefined;

  protected constructor(port: Duplex, makeLine: (events: FilterLineEvents) => Line) {
    super(port);
    this.toModule = makeLine({
      deliver: (bytes) => this.push(bytes),
      departed: () => {
        if (!this.toModule.overfull) this.resumeInput();
      },
    });
    this.toHost = makeLine({
      deliver: (bytes) => this.#deliver(bytes),
      departed: () => this.#askForOutput(),
    });
  }

  /** Gives bytes to one of the two lines. */
  protected abstract put(line: Line, bytes: Buffer): void;

  protected override onInput(bytes: Buffer): void {
    this.put(this.toModule, bytes);
    if (this.toModule.overfull) this.pauseInput();
  }

  override _read(): void {
    this.toModule.drained();
  }

  protected override onInputEnd(pass: () => void): void {
    this.toModule.barrier((proceed) => {
      pass();
      proceed();
    });
  }

  protected override onOutput(bytes: Buffer, done: () => void): void {
    this.#outputDone = done;
    this.put(this.toHost, bytes);
    this.#askForOutput();
  }

  protected override onOutputEnd(pass: () => void): void {
    this.toHost.barrier((proceed) => {
      pass();
      proceed();
    });
  }

  protected override onBarrier(action: BarrierAction, proceed: () => void): void {
    this.toHost.barrier((lineGoesOn) => super.onBarrier(action, lineGoesOn));
    proceed();
  }

  protected override onDiscard(): void {
    this.toHost.discard();
  }

  protected override stopTimers(): void {
    this.toModule.stop();
    this.toHost.stop();
  }

  #deliver(bytes: Buffer): boolean {
    let ready = false;
    let returned = false;
    this.writeToPort(bytes, () => {
      ready = true;
      if (returned) this.toHost.drained();
    });
    returned = true;
    return ready;
  }

  #askForOutput(): void {
    if (this.toHost.overfull) return;
    const done = this.#outputDone;
    this.#outputDone = undefined;
    done?.();
  }
}
