/**
 * A URC on its way to the hosts. It is delivered once the port of one host has accepted all of it, or when there is
 * nobody left to wait for [B-HOST-3]: the queue of each host has dropped it, or no host is attached, unless one is waited for. Whoever
 * is behind gets it from its own queue. One that a reset has thrown away is never delivered.
 */
export class Delivery {
  #waiting: number;
  #delivered: (() => void) | undefined;
  readonly #lost: ((delivered: () => void) => void) | undefined;

  /**
   * @param hosts how many will tell by `taken` or `lost` what became of it
   * @param lost takes over when no host gets it; delivered it is then, unless given
   */
  constructor(hosts: number, delivered: () => void, lost?: (delivered: () => void) => void) {
    this.#waiting = hosts;
    this.#delivered = delivered;
    this.#lost = lost;
    if (hosts === 0) this.taken();
  }

  /** A port has accepted it. */
  taken(): void {
    const delivered = this.#delivered;
    this.#delivered = undefined;
    delivered?.();
  }

  /** A host does not get it. */
  lost(): void {
    this.#waiting--;
    if (this.#waiting > 0) return;
    const delivered = this.#delivered;
    if (delivered === undefined || this.#lost === undefined) return this.taken();
    this.#delivered = undefined;
    this.#lost(delivered);
  }
}

/** The deliveries that one write holds. */
export class DeliveryBatch {
  #deliveries: Delivery[];

  constructor(deliveries: Delivery[]) {
    this.#deliveries = deliveries;
  }

  /** What became of the write; only the first answer counts. */
  settle(outcome: 'taken' | 'lost'): void {
    const deliveries = this.#deliveries;
    this.#deliveries = [];
    for (const delivery of deliveries) delivery[outcome]();
  }

  /** Nobody will ever tell. */
  forget(): void {
    this.#deliveries = [];
  }
}
