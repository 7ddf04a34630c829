import { LazySet } from '#collections/lazy-map';

/** Something whose bytes can be stopped. */
export interface Pausable {
  pause(): void;
  resume(): void;
}

/**
 * Backpressure between a module's UART and its brokers: a full socket to a broker pauses the UART, and hosts that do
 * not read pause the brokers [B-BUSY-4]. Nothing is dropped and nothing piles up.
 */
export class Flow {
  readonly #uart: Pausable;
  /** Never changed, but replaced, so that one may come or go while all are paused or resumed. */
  #brokers: readonly Pausable[] = [];
  readonly #full = new LazySet<object>();
  #congested = false;

  constructor(uart: Pausable) {
    this.#uart = uart;
  }

  /** Adds a broker; it is paused from the start when the hosts do not read. */
  addBroker(broker: Pausable): void {
    this.#brokers = this.#brokers.concat(broker);
    if (this.#congested) broker.pause();
  }

  removeBroker(broker: Pausable): void {
    this.#brokers = this.#brokers.filter((each) => each !== broker);
    this.brokerDrained(broker);
  }

  /** The socket to a broker is full. */
  brokerFull(broker: object): void {
    const before = this.#full.size;
    this.#full.add(broker);
    if (before === 0) this.#uart.pause();
  }

  brokerDrained(broker: object): void {
    const before = this.#full.size;
    this.#full.delete(broker);
    if (before > 0 && this.#full.size === 0) this.#uart.resume();
  }

  /** The UART takes no URCs, or does again. */
  congested(congested: boolean): void {
    this.#congested = congested;
    for (const broker of this.#brokers) {
      // One that goes on may fill the UART again, which ends the round for the rest.
      if (this.#congested !== congested) return;
      if (congested) broker.pause();
      else broker.resume();
    }
  }
}
