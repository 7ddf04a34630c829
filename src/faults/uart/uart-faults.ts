import type { Duplex } from 'node:stream';
import type { Timers } from '#time/timers';
import type { FaultEnd, FaultSet } from '../fault-set.ts';
import { UartFaultFilter } from './uart-filter.ts';

/** The UART of a module: what its hosts and it say goes through a filter for each host. */
export class UartFaults {
  readonly #faults: FaultSet;
  readonly #timers: Timers;
  /** By their places, which those who come later take over from those who have gone. */
  readonly #filters = new Map<number, UartFaultFilter>();

  constructor(faults: FaultSet, timers: Timers) {
    this.#faults = faults;
    this.#timers = timers;
    const ends = (_: unknown, why: FaultEnd): void => this.#ended(why);
    faults.handle('uart.delay', { ends });
    faults.handle('uart.cut', { ends });
  }

  /** A host's stream, wrapped. */
  stream(port: Duplex): Duplex {
    let place = 0;
    while (this.#filters.has(place)) place++;
    const filter = new UartFaultFilter(port, { faults: this.#faults, timers: this.#timers, place });
    this.#filters.set(place, filter);
    filter.once('close', () => this.#filters.delete(place));
    return filter;
  }

  /** What is late comes at once when nothing is to be late any more. */
  #ended(why: FaultEnd): void {
    if (why !== 'removed') return;
    if (this.#faults.find('uart.delay') ?? this.#faults.find('uart.cut')) return;
    for (const filter of this.#filters.values()) filter.hurry();
  }
}
