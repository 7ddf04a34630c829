import type { Way } from '#latency/lane';
import type { Cut, Direction, LateWire, Line } from '#latency/wire';
import type { ActiveFault, FaultSet } from '../fault-set.ts';
import type { Where } from '../where.ts';
import { socketError } from './errors.ts';

/** How often TCP sends again what was lost, before it gives the connection up. */
const MAX_RESENDS = 6;
/** After which time it sends again, doubled each time (RFC 6298, 5.5). */
const RESEND_MS = 200;

/** Whose chances are drawn. */
export const LANES = { toBroker: 0, toModule: 1 } as const;

/** What faults do to the bytes of one connection. */
export class FaultyLine implements Line {
  readonly closed: () => void;
  readonly #faults: FaultSet;
  readonly #concerns: (where: Where) => boolean;
  /** Bytes that have passed since a fault saw the connection first; undefined: it spares it. */
  readonly #passed = new Map<number, number | undefined>();
  #wire: LateWire | undefined;

  /** @param concerns whether a fault is about this connection @param closed called once it is over */
  constructor(faults: FaultSet, concerns: (where: Where) => boolean, closed: () => void) {
    this.#faults = faults;
    this.#concerns = concerns;
    this.closed = closed;
  }

  /** The connection stands. */
  joins(wire: LateWire): void {
    this.#wire = wire;
    if (this.#faults.take('network.halfOpen', this.#concerns)) wire.silence();
  }

  /** The fault `network.halfOpen` has begun. */
  fallSilent(fault: ActiveFault<'network.halfOpen'>): void {
    if (!fault.active || !this.#concerns(fault.parameters) || !fault.chance()) return;
    fault.act();
    this.#wire?.silence();
  }

  /** What is late arrives at once. */
  hurry(): void {
    this.#wire?.hurry();
  }

  way(direction: Direction): Way | Error {
    const lane = LANES[direction];
    const latency = this.#faults.take('network.latency', this.#concerns, lane);
    const bandwidth = this.#faults.take('network.bandwidth', this.#concerns, lane);
    const lost = this.#lost(lane);
    if (lost > MAX_RESENDS) return socketError('ETIMEDOUT');
    return {
      bytesPerSecond: bandwidth?.parameters.bytesPerSecond,
      delay: (latency === undefined ? 0 : latencyOf(latency, lane)) + (2 ** lost - 1) * RESEND_MS,
    };
  }

  /** How many times in a row the radio has lost the bytes. */
  #lost(lane: number): number {
    const fault = this.#faults.find('wifi.weakSignal');
    if (fault === undefined) return 0;
    const random = fault.randomOf(lane);
    let lost = 0;
    while (lost <= MAX_RESENDS && random.next() < fault.parameters.loss) lost++;
    if (lost > 0) fault.act();
    return lost;
  }

  cut(direction: Direction, bytes: number): Cut | undefined {
    const fault = this.#faults.find(
      'network.cut',
      (parameters) =>
        this.#concerns(parameters) && (parameters.direction === 'both' || parameters.direction === direction),
    );
    if (fault === undefined) return undefined;
    const { id, parameters } = fault;
    if (!this.#passed.has(id)) this.#passed.set(id, fault.chance() ? 0 : undefined);
    const passed = this.#passed.get(id);
    if (passed === undefined) return undefined;
    const left = parameters.bytes - passed;
    if (bytes < left) {
      this.#passed.set(id, passed + bytes);
      return undefined;
    }
    fault.act();
    return { at: left, error: parameters.how === 'reset' ? socketError('ECONNRESET') : undefined };
  }
}

/** Milliseconds of one way. */
export function latencyOf(fault: ActiveFault<'network.latency'>, lane: number): number {
  const { time, jitter } = fault.parameters;
  return jitter === 0 ? time : Math.max(0, time + (2 * fault.randomOf(lane).next() - 1) * jitter);
}
