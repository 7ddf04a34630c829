import type { ActiveFault } from '../fault-set.ts';
import { matches } from './topics.ts';
import type { Wire } from './wire.ts';

/** What a client does that a fault may wait for. */
type TriggerEvent = 'connect' | 'subscribe' | 'publish';

/** A connection, and what can be done to it as a whole. */
export interface TriggeredConnection extends Wire {
  /** Closes the connection, as the broker. */
  kick(): void;
  /** Has another client come with the same identifier. @param staysMs how long that one stays, in milliseconds */
  takeOver(staysMs: number): void;
  /** Sends the client a malformed packet. */
  sendMalformed(fault: ActiveFault<'broker.malformed'>): void;
}

/** Has faults act that wait for something that the client does: `broker.kick`, `takeOver` and `malformed`. */
export class Triggers {
  readonly #connection: TriggeredConnection;

  constructor(connection: TriggeredConnection) {
    this.#connection = connection;
  }

  /** The client is cut off if a fault waits for this. @returns whether it was */
  kicked(event: TriggerEvent, topics?: () => string[]): boolean {
    if (this.#connection.take('broker.kick', triggeredBy(event, topics)) === undefined) return false;
    this.#connection.kick();
    return true;
  }

  /** The client has done this, and its packet is on its way. */
  happens(event: TriggerEvent, topics?: () => string[]): void {
    const connection = this.#connection;
    const malformed = connection.take('broker.malformed', triggeredBy(event, topics));
    if (malformed !== undefined) connection.sendMalformed(malformed);
    const takeOver = connection.take('broker.takeOver', triggeredBy(event, topics));
    if (takeOver !== undefined) connection.takeOver(takeOver.parameters.stays);
    if (event === 'connect') this.kicked(event);
  }

  /** As `happens`, after a packet that may be on its way only then. @returns whether that is still to be handed on */
  afterwards(passes: boolean, packet: Uint8Array, event: TriggerEvent, topics: () => string[]): boolean {
    const connection = this.#connection;
    if (connection.find('broker.takeOver') === undefined && connection.find('broker.malformed') === undefined)
      return passes;
    if (passes) connection.toBroker(packet);
    this.happens(event, topics);
    return false;
  }
}

/** Whether a fault waits for this. @param topics the topics or filters of it */
function triggeredBy(
  event: TriggerEvent,
  topics: () => string[] = () => [],
): (parameters: { on: string; topic?: string | undefined }) => boolean {
  return ({ on, topic }) =>
    on === event &&
    (topic === undefined || event === 'connect' || topics().some((each) => matches(topic, each)));
}
