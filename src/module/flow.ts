import { LazySet } from '#collections/lazy-map';

/** What a flow can hold back. */
export interface Valve {
  pause(): void;
  resume(): void;
}

/**
 * Flow control end to end: a full socket to a broker holds back the hosts, and a host that does not read
 * holds back both the hosts and the brokers (behaviour §3, Busy). Nothing is dropped and nothing piles up.
 */
export class Flow {
  /** Never changed, but replaced, so that one may come or go while they are turned. */
  #hosts: readonly Valve[] = [];
  #brokers: readonly Valve[] = [];
  readonly #fullHosts = new LazySet<object>();
  readonly #fullBrokers = new LazySet<object>();
  #backlog = false;

  /** Adds a host's input; it is held back from the start when something is full. */
  addHost(host: Valve): void {
    this.#hosts = this.#hosts.concat(host);
    if (this.hostsHeld) host.pause();
  }

  removeHost(host: Valve): void {
    this.#hosts = this.#hosts.filter((each) => each !== host);
    this.hostDrained(host);
  }

  addBroker(broker: Valve): void {
    this.#brokers = this.#brokers.concat(broker);
    if (this.brokersHeld) broker.pause();
  }

  removeBroker(broker: Valve): void {
    this.#brokers = this.#brokers.filter((each) => each !== broker);
    this.brokerDrained(broker);
  }

  /** Whether the module takes no bytes from its hosts now. */
  get hostsHeld(): boolean {
    return this.#fullHosts.size > 0 || this.#fullBrokers.size > 0;
  }

  /** Whether the module takes no bytes from its brokers now. */
  get brokersHeld(): boolean {
    return this.#backlog || this.#fullHosts.size > 0;
  }

  /** The socket to a broker is full. */
  brokerFull(broker: object): void {
    this.#change(() => this.#fullBrokers.add(broker));
  }

  brokerDrained(broker: object): void {
    this.#change(() => this.#fullBrokers.delete(broker));
  }

  /** A host does not take what is written to it. */
  hostFull(host: object): void {
    this.#change(() => this.#fullHosts.add(host));
  }

  hostDrained(host: object): void {
    this.#change(() => this.#fullHosts.delete(host));
  }

  /**
   * Many messages wait for the end of a data phase, or no longer do. The hosts go on, for it is they who end it.
   */
  backlog(many: boolean): void {
    this.#change(() => {
      this.#backlog = many;
    });
  }

  #change(act: () => void): void {
    const [hosts, brokers] = [this.hostsHeld, this.brokersHeld];
    act();
    if (this.brokersHeld !== brokers) turn(this.#brokers, () => this.brokersHeld);
    if (this.hostsHeld !== hosts) turn(this.#hosts, () => this.hostsHeld);
  }
}

/** Pauses or resumes all valves; one that fills something again while resuming ends the round for the rest. */
function turn(valves: readonly Valve[], held: () => boolean): void {
  const pausing = held();
  for (const valve of valves) {
    if (held() !== pausing) return;
    if (pausing) valve.pause();
    else valve.resume();
  }
}
