import type { QoS } from '#mqtt/types';
import type { Cancel, Timers } from '#time/timers';
import type { ActiveFault } from '../fault-set.ts';
import type { PacketFilter } from './packet-filter.ts';

/** So many bytes are sent in a turn of the event loop. */
const BYTES_A_TURN = 65_536;
const SECOND_MS = 1000;

/** Messages that nobody has published, to clients that take them. */
export class Flood {
  readonly #fault: ActiveFault<'broker.flood'>;
  readonly #clients: () => Iterable<PacketFilter>;
  readonly #timers: Timers;
  #cancel: Cancel | undefined;
  #scheduled = false;
  #stopped = false;
  #sent = 0;

  /** @param clients those that are connected */
  constructor(fault: ActiveFault<'broker.flood'>, clients: () => Iterable<PacketFilter>, timers: Timers) {
    this.#fault = fault;
    this.#clients = clients;
    this.#timers = timers;
    this.go();
  }

  /** A client may take more. */
  go(): void {
    if (this.#stopped || this.#cancel !== undefined || this.#scheduled) return;
    const { perSecond } = this.#fault.parameters;
    if (perSecond === undefined) this.#soon();
    else this.#tick(perSecond, 0);
  }

  /** No more of it. */
  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  #soon(): void {
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      let left = BYTES_A_TURN;
      while (left > 0 && this.#sendOne()) left -= 1 + this.#fault.parameters.bytes;
      if (left <= 0 && !this.#stopped) this.#soon();
    });
  }

  /** @param due how many messages are due; what is due and not taken is not made up for */
  #tick(perSecond: number, due: number): void {
    let left = due;
    for (; left >= 1; left--) if (this.#fault.chance() && !this.#sendOne()) break;
    if (this.#stopped) return;
    const ms = Math.max(1, SECOND_MS / perSecond);
    this.#cancel = this.#timers.after(ms, () =>
      this.#tick(perSecond, (left % 1) + (perSecond * ms) / SECOND_MS),
    );
  }

  /** @returns whether a client took it */
  #sendOne(): boolean {
    const fault = this.#fault;
    const { topic, bytes, qos, client } = fault.parameters;
    if (this.#stopped) return false;
    for (const filter of this.#clients()) {
      if ((client !== undefined && client !== filter.clientId) || !filter.takesMessages) continue;
      const payload = Buffer.alloc(bytes, '.');
      payload.write(String(++this.#sent));
      filter.invent({ topic, payload, qos: qos as QoS, retain: false });
      fault.act();
      return true;
    }
    return false;
  }
}
