import type { DialRoute } from '#module/platform';
import { writeDisconnect } from '#mqtt/codec/disconnect';
import type { Dial, Transport, TransportEvents } from '#mqtt/transport';
import type { Timers } from '#time/timers';
import type { BrokerConnections } from './connections.ts';
import { encode } from './encode.ts';
import type { PacketEnds } from './packet-ends.ts';
import type { PacketFilter } from './packet-filter.ts';

/**
 * Ways to brokers whose packets go through a filter: as a proxy right before any broker, above TLS and WebSocket.
 * @param dialAnother how another client comes to the same broker, which nothing else is wrong with
 */
export function faultyBroker(
  dial: DialRoute,
  dialAnother: DialRoute,
  connections: BrokerConnections,
  timers: Timers,
): DialRoute {
  return (route) => {
    const dialOnce = dial(route);
    return (events) => new FilteredTransport(dialOnce, () => dialAnother(route), connections, timers, events);
  };
}

/** A transport with a packet filter above it. */
class FilteredTransport implements Transport, PacketEnds {
  readonly #transport: Transport;
  readonly #events: TransportEvents;
  readonly #dialAnother: () => Dial;
  readonly #connections: BrokerConnections;
  readonly #timers: Timers;
  readonly #filter: PacketFilter;
  /** What the client has not been given: it does not want any, or has not read what came before. */
  #held: Uint8Array[] = [];
  #paused = false;
  #delivering = false;
  #writable = true;
  /** The connection is over, and why; told once all before it has been read. */
  #end: { readonly error: Error | undefined } | undefined;
  #silent = false;

  constructor(
    dial: Dial,
    dialAnother: () => Dial,
    connections: BrokerConnections,
    timers: Timers,
    events: TransportEvents,
  ) {
    this.#dialAnother = dialAnother;
    this.#connections = connections;
    this.#timers = timers;
    this.#events = events;
    this.#filter = connections.open(this);
    this.#transport = dial({
      open: () => events.open(),
      data: (bytes) => this.#filter.fromBroker(bytes),
      drain: () => {
        this.#writable = true;
        events.drain();
      },
      closed: (error) => this.#closed(error),
    });
  }

  get queued(): number {
    return this.#transport.queued;
  }

  write(bytes: Uint8Array): boolean {
    this.#filter.fromClient(bytes);
    return this.#writable;
  }

  pause(): void {
    this.#paused = true;
    this.#transport.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#deliver();
    if (this.#paused || this.#silent) return;
    this.#transport.resume();
    this.#filter.ready();
  }

  end(sent?: () => void): void {
    this.#filter.close();
    this.#transport.end(sent);
  }

  destroy(): void {
    this.#silent = true;
    this.#held = [];
    this.#filter.close();
    this.#transport.destroy();
  }

  toBroker(bytes: Uint8Array): void {
    this.#writable = this.#transport.write(bytes);
  }

  toClient(bytes: Uint8Array): void {
    if (this.#silent) return;
    this.#held.push(bytes);
    this.#deliver();
  }

  close(): void {
    this.#transport.destroy();
    this.#closed(undefined);
  }

  clientTakesMore(): boolean {
    return !this.#paused && this.#held.length === 0;
  }

  another(connect: Uint8Array, staysMs: number): void {
    const gone = (): void => {
      cancel();
      left();
      other.destroy();
    };
    const other: Transport = this.#dialAnother()({
      open: () => void other.write(connect),
      data() {},
      drain() {},
      closed: gone,
    });
    const left = this.#connections.visited(gone);
    const cancel = this.#timers.after(staysMs, () => {
      other.write(encode(writeDisconnect));
      other.end(gone);
    });
  }

  #closed(error: Error | undefined): void {
    this.#filter.close();
    this.#end ??= { error };
    // As from a network: once the client is done with what came before.
    setImmediate(() => this.#deliver());
  }

  /** Gives the client what it is held back, one after the other, as long as it takes it. */
  #deliver(): void {
    if (this.#delivering) return;
    this.#delivering = true;
    while (!this.#paused && !this.#silent && this.#held.length > 0) {
      this.#events.data(this.#held.shift() as Uint8Array);
    }
    this.#delivering = false;
    if (this.#end === undefined || this.#silent || this.#held.length > 0) return;
    this.#silent = true;
    this.#events.closed(this.#end.error);
  }
}
