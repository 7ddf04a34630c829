import type { Duplex } from 'node:stream';
import { LineFilter } from '#ports/filters/line-filter';
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
export class UartFaultFilter extends LineFilter<TimedLine> {
  readonly #faults: FaultSet;
  readonly #fromHost: Passage;
  readonly #fromModule: Passage;

  constructor(port: Duplex, { faults, timers, place, hostBaud }: UartFaultFilterParts) {
    super(port, (events) => new TimedLine(timers, events));
    this.#faults = faults;
    this.#fromHost = { way: 'toModule', lane: place * 2, hostBaud };
    this.#fromModule = { way: 'toHost', lane: place * 2 + 1, hostBaud };
  }

  /** Lets go of what is late. */
  hurry(): void {
    this.toModule.hurry();
    this.toHost.hurry();
  }

  protected override put(line: TimedLine, bytes: Buffer): void {
    const passage = line === this.toModule ? this.#fromHost : this.#fromModule;
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
}
