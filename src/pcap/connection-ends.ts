import type { TcpEnd } from './tcp-segment.ts';

/** Ports that a system gives away (RFC 6335, 6), for where it does not tell which. */
const FIRST_DYNAMIC_PORT = 49_152;
const DYNAMIC_PORTS = 16_384;
/** How far apart the sequence numbers are that connections begin with. */
const SEQUENCE_GAP = 0x0010_0001;

/** Both ends of a connection, as no other connection has them. */
export interface ClaimedEnds {
  readonly module: TcpEnd;
  readonly broker: TcpEnd;
  /** What both begin to count with. */
  readonly sequence: number;
}

/** Tells connections apart whose brokers have one port here. */
export class ConnectionEnds {
  readonly #pairs = new Set<string>();
  #ports = 0;
  #connections = 0;

  /** @param port that of the module's end; undefined, or that of another connection there is: one that no system has given */
  claim(address: Uint8Array, port: number | undefined, broker: TcpEnd): ClaimedEnds {
    let module = { address, port: port ?? this.#dynamicPort() };
    for (let tries = 0; this.#pairs.has(pairOf(module, broker)) && tries < DYNAMIC_PORTS; tries++) {
      module = { address, port: this.#dynamicPort() };
    }
    this.#pairs.add(pairOf(module, broker));
    return { module, broker, sequence: (this.#connections++ * SEQUENCE_GAP) >>> 0 };
  }

  /** The connection is over. */
  release({ module, broker }: ClaimedEnds): void {
    this.#pairs.delete(pairOf(module, broker));
  }

  #dynamicPort(): number {
    return FIRST_DYNAMIC_PORT + (this.#ports++ % DYNAMIC_PORTS);
  }
}

function pairOf(module: TcpEnd, broker: TcpEnd): string {
  return `${module.address}:${module.port} ${broker.address}:${broker.port}`;
}
