import type { Duplex } from 'node:stream';
import type { Log } from '#messages/log';
import type { ModuleObserver } from '#module/observer';
import type { Timers } from '#time/timers';
import { faultyStream } from './broker/broker-stream.ts';
import { BrokerConnections } from './broker/connections.ts';
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
  /** Hears what becomes of them. */
  readonly observer?: Pick<ModuleObserver, 'fault'> | undefined;
}

/** The faults of the embedded broker: those of the area `broker`, for all its clients or one of them. */
export class BrokerFaults {
  readonly set: FaultSet;
  readonly #timers: Timers;
  readonly #connections: BrokerConnections;

  constructor({ timers, log, specs, seed, observer }: BrokerFaultsParts) {
    this.set = new FaultSet({ timers, areas: ['broker'], seed, tell: faultTeller(log, observer) });
    this.#timers = timers;
    this.#connections = new BrokerConnections(this.set, timers);
    for (const spec of specs) this.set.addSpec(spec);
  }

  /** A client's stream, wrapped. @param accept lets another client in, whose stream is not */
  stream(client: Duplex, accept: (other: Duplex) => void): Duplex {
    return faultyStream(client, this.#connections, this.#timers, accept);
  }
}
