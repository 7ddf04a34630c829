import type { Duplex } from 'node:stream';
import type { Timers } from '#time/timers';
import { LineFilter } from './line-filter.ts';
import { SimplexLine } from './simplex-line.ts';

/** Carries bytes no faster than a line of a baud rate does, each direction by itself. */
export class BaudThrottle extends LineFilter<SimplexLine> {
  /** @param baud bits a second */
  constructor(port: Duplex, baud: number, timers: Timers) {
    super(port, (events) => new SimplexLine(baud, timers, events));
  }

  /** Bytes written or received from now on travel at this speed. @param baud bits a second */
  setBaud(baud: number): void {
    this.toModule.setBaud(baud);
    this.barrierHere((proceed) => {
      this.toHost.setBaud(baud);
      proceed();
    });
  }

  protected override put(line: SimplexLine, bytes: Buffer): void {
    line.put(bytes);
  }
}
