import type { Duplex } from 'node:stream';
import { reasonOf } from '#errors/atmqtt-error';
import type { Log } from '#messages/log';
import { message } from '#messages/message';
import type { SerialLine } from '#ports/serial-line';
import type { Timers } from '#time/timers';
import type { FaultSet } from '../fault-set.ts';
import { FaultyLine } from './faulty-line.ts';
import { UartFaultFilter } from './uart-filter.ts';

interface UartFaultsParts {
  readonly faults: FaultSet;
  readonly timers: Timers;
  readonly log: Log;
  /** The speed that the module says it has, which its hosts have too unless it is known otherwise. */
  moduleBaud(): number;
}

/** The UART of a module: what its hosts and it say goes through a filter for each host. */
export class UartFaults {
  readonly #parts: UartFaultsParts;
  /** By their places, which those who come later take over from those who have gone. */
  readonly #filters = new Map<number, UartFaultFilter>();

  /** Those with a speed. */
  readonly #lines = new Set<FaultyLine>();

  constructor(parts: UartFaultsParts) {
    this.#parts = parts;
    const { faults } = parts;
    const cleared = (): void => this.#hurry();
    faults.handle('uart.delay', { cleared });
    faults.handle('uart.cut', { cleared });
    faults.handle('uart.wrongBaud', { begins: () => this.#follow(), ends: () => this.#follow() });
  }

  /** A host's stream and its line, wrapped. */
  host(port: Duplex, line?: SerialLine): { readonly stream: Duplex; readonly line: SerialLine | undefined } {
    const { faults, timers, moduleBaud } = this.#parts;
    let place = 0;
    while (this.#filters.has(place)) place++;
    const hostBaud = (): number | undefined => {
      if (line === undefined) return moduleBaud();
      // Where nobody knows the far end, the line itself runs at the wrong speed, and noise it is by itself.
      return line.farBaud && (line.farBaud() ?? moduleBaud());
    };
    const filter = new UartFaultFilter(port, { faults, timers, place, hostBaud });
    this.#filters.set(place, filter);
    const wrong = (): number | undefined => faults.find('uart.wrongBaud')?.parameters.baud;
    const faulty = line && new FaultyLine(line, wrong);
    if (faulty !== undefined) this.#lines.add(faulty);
    filter.once('close', () => {
      this.#filters.delete(place);
      if (faulty === undefined) return;
      this.#lines.delete(faulty);
      this.#tell(faulty.gone());
    });
    if (faulty !== undefined && wrong() !== undefined) this.#tell(faulty.follow());
    return { stream: filter, line: faulty };
  }

  #follow(): void {
    for (const line of this.#lines) this.#tell(line.follow());
  }

  #tell(set: Promise<void>): void {
    set.catch((error: unknown) => {
      this.#parts.log('warn', 'faults', message('faults.lineDoesNotFollow', { reason: reasonOf(error) }));
    });
  }

  /** What is late comes at once when nothing is to be late any more. */
  #hurry(): void {
    const { faults } = this.#parts;
    if (faults.find('uart.delay') ?? faults.find('uart.cut')) return;
    for (const filter of this.#filters.values()) filter.hurry();
  }
}
