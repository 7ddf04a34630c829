import type { Duplex } from 'node:stream';
import type { Log } from '#messages/log';
import type { Timers } from '#time/timers';
import { faultyStream } from './broker/broker-stream.ts';
import { FaultSet } from './fault-set.ts';
import type { FaultSpec } from './table.ts';
import { faultTeller } from './tell-faults.ts';

/** What the faults of an embedded broker are made of. */
export interface BrokerFaultsParts {
  readonly timers: Timers;
  readonly log: Log;
  /** Those that are on from the start. */
  readonly specs: readonly FaultSpec[];
  /** Default: 1. */
  readonly seed?: number | undefined;
}

/** The faults of the embedded broker: those of the area `broker`, for every client. */
export class BrokerFaults {
  readonly set: FaultSet;

  constructor({ timers, log, specs, seed }: BrokerFaultsParts) {
    this.set = new FaultSet({ timers, areas: ['broker'], seed, tell: faultTeller(log) });
    for (const spec of specs) this.set.addSpec(spec);
  }

  /** A client's stream, wrapped. */
  stream(client: Duplex): Duplex {
    return faultyStream(client, this.set);
  }
}
