import type { Timers } from '#time/timers';
import type { FaultSet } from '../fault-set.ts';
import { Flood } from './flood.ts';
import type { PacketEnds } from './packet-ends.ts';
import { type ConnectionWatcher, PacketFilter } from './packet-filter.ts';

/** The connections whose packets faults act on, and the faults that do not wait for a packet. */
export class BrokerConnections implements ConnectionWatcher {
  readonly #faults: FaultSet;
  readonly #timers: Timers;
  /** Those whose client was accepted. */
  readonly #accepted = new Set<PacketFilter>();
  readonly #floods = new Map<number, Flood>();
  readonly #visitors = new Set<() => void>();
  /** What sessions that are kept hold for received and nobody will release, by client identifier. */
  readonly #halfDone = new Map<string, readonly number[]>();

  constructor(faults: FaultSet, timers: Timers) {
    this.#faults = faults;
    this.#timers = timers;
    faults.handle('broker.kick', {
      begins: ({ parameters }) => this.#now(parameters, (filter) => filter.kick()),
    });
    faults.handle('broker.takeOver', {
      begins: ({ parameters }) => this.#now(parameters, (filter) => filter.takeOver(parameters.stays)),
    });
    faults.handle('broker.malformed', {
      begins: (fault) => this.#now(fault.parameters, (filter) => filter.sendMalformed(fault)),
    });
    faults.handle('broker.latePuback', {
      cleared: () => {
        for (const filter of [...this.#accepted]) filter.hurry();
      },
    });
    faults.handle('broker.flood', {
      begins: (fault) => this.#floods.set(fault.id, new Flood(fault, () => this.#accepted, timers)),
      ends: ({ id }) => {
        this.#floods.get(id)?.stop();
        this.#floods.delete(id);
      },
    });
  }

  /** Stands between the ends of a new connection. */
  open(ends: PacketEnds): PacketFilter {
    return new PacketFilter(this.#faults, this.#timers, ends, this);
  }

  /** Another client has come in place of one of these. @param leave has it leave at once @returns is called once it has left */
  visited(leave: () => void): () => void {
    this.#visitors.add(leave);
    return () => this.#visitors.delete(leave);
  }

  /** Has the other clients leave. */
  dismiss(): void {
    for (const leave of this.#visitors) leave();
  }

  accepted(filter: PacketFilter): readonly number[] {
    this.#accepted.add(filter);
    this.ready();
    const halfDone = this.#halfDone.get(filter.clientId) ?? [];
    this.#halfDone.delete(filter.clientId);
    return halfDone;
  }

  ready(): void {
    for (const flood of this.#floods.values()) flood.go();
  }

  gone(filter: PacketFilter): void {
    this.#accepted.delete(filter);
    if (filter.halfDone.length > 0) this.#halfDone.set(filter.clientId, filter.halfDone);
  }

  /** Does something to those connected now, where a fault happens by the clock. @returns whether somebody was */
  #now(
    { on, client }: { readonly on: string; readonly client?: string | undefined },
    act: (filter: PacketFilter) => void,
  ): boolean {
    const concerned =
      on === 'now'
        ? [...this.#accepted].filter((filter) => client === undefined || client === filter.clientId)
        : [];
    for (const filter of concerned) act(filter);
    return concerned.length > 0;
  }
}
