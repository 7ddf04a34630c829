import type { ActiveFault } from '../fault-set.ts';
import type { FaultName, FaultParameters } from '../table.ts';

/** The name of a fault in the packets between a client and its broker. */
export type BrokerFaultName = Extract<FaultName, `broker.${string}`>;

/** Whether the parameters of a fault fit what happens. */
export type Fits<N extends FaultName> = (parameters: FaultParameters<N>) => boolean;

/** What the parts of a packet filter have in common: its two sides, and the faults of its client. */
export interface Wire {
  /** Hands a packet on to the broker, behind all before it. */
  toBroker(packet: Uint8Array): void;
  /** Hands a packet on to the client, behind all before it. */
  toClient(packet: Uint8Array): void;
  /** A fault that acts now, on this client. */
  take<N extends BrokerFaultName>(name: N, fits?: Fits<N>): ActiveFault<N> | undefined;
  /** A fault that is active, on this client; it is not said to act. */
  find<N extends BrokerFaultName>(name: N, fits?: Fits<N>): ActiveFault<N> | undefined;
}
