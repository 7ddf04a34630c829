import type { Duplex } from 'node:stream';
import { Filter } from '#ports/filters/filter';
import type { FaultSet } from '../fault-set.ts';

type Direction = 'toModule' | 'toHost';

/** What a host and its module say passes here, and what is switched on happens to it. */
export class UartFaultFilter extends Filter {
  readonly #faults: FaultSet;

  constructor(port: Duplex, faults: FaultSet) {
    super(port);
    this.#faults = faults;
  }

  protected override onInput(bytes: Buffer): void {
    super.onInput(this.#damaged(bytes, 'toModule'));
  }

  protected override onOutput(bytes: Buffer, done: () => void): void {
    const left = this.#damaged(bytes, 'toHost');
    if (left.length === 0) done();
    else super.onOutput(left, done);
  }

  /** What is left of some bytes. */
  #damaged(bytes: Buffer, way: Direction): Buffer {
    const concerns = ({ direction }: { direction: string }): boolean =>
      direction === 'both' || direction === way;
    if (this.#faults.find('uart.lose', concerns) === undefined) return bytes;
    return bytes.filter(() => this.#faults.take('uart.lose', concerns) === undefined) as Buffer;
  }
}
