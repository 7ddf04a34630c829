import type { Duplex } from 'node:stream';
import { type BarrierAction, Filter } from '#ports/filters/filter';
import type { Timers } from '#time/timers';
import type { FaultSet } from '../fault-set.ts';
import { concerning, damaged, type Passage } from './damage.ts';
import { type Departure, TimedLine } from './timed-line.ts';

interface UartFaultFilterParts {
  readonly faults: FaultSet;
  readonly timers: Timers;
  /** Tells the hosts of a module apart, so that the chances of one do not depend on what others say. */
  readonly place: number;
  /** As `Passage` has it. */
  hostBaud(): number | undefined;
}

/** What a host and its module say passes here, and what is switched on happens to it. */
export class UartFaultFilter extends Filter {
  readonly #faults: FaultSet;
  readonly #toModule: Passage;
  readonly #toHost: Passage;
  readonly #in: TimedLine;
  readonly #out: TimedLine;
  /** Asks for more output; kept while the line out is full. */
  #outputDone: (() => void) | undefined;

  constructor(port: Duplex, { faults, timers, place, hostBaud }: UartFaultFilterParts) {
    super(port);
    this.#faults = faults;
    this.#toModule = { way: 'toModule', lane: place * 2, hostBaud };
    this.#toHost = { way: 'toHost', lane: place * 2 + 1, hostBaud };
    this.#in = new TimedLine(timers, {
      deliver: (bytes) => this.push(bytes),
      departed: () => {
        if (!this.#in.overfull) this.resumeInput();
      },
    });
    this.#out = new TimedLine(timers, {
      deliver: (bytes) => this.#deliver(bytes),
      departed: () => this.#askForOutput(),
    });
  }

  /** Lets go of what is late. */
  hurry(): void {
    this.#in.hurry();
    this.#out.hurry();
  }

  protected override onInput(bytes: Buffer): void {
    this.#put(this.#in, bytes, this.#toModule);
    if (this.#in.overfull) this.pauseInput();
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
    this.#put(this.#out, bytes, this.#toHost);
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

  #put(line: TimedLine, bytes: Buffer, passage: Passage): void {
    const left = damaged(bytes, passage, this.#faults);
    if (left.length > 0) line.put(left, this.#departure(passage));
  }

  #departure({ way, lane }: Passage): Departure {
    const concerns = concerning(way);
    const late = this.#faults.take('uart.delay', concerns, lane);
    const cut = this.#faults.take('uart.cut', concerns, lane);
    const jitter = late === undefined ? 0 : late.parameters.jitter * late.randomOf(lane).next();
    return {
      delayMs: late && late.parameters.time + jitter,
      pieceBytes: cut?.parameters.bytes,
      gapMs: cut?.parameters.gap,
    };
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
    if (this.#out.overfull) return;
    const done = this.#outputDone;
    this.#outputDone = undefined;
    done?.();
  }
}
