type Level = 1 | 2;

interface Entry {
  readonly qos: Level;
  /** Whoever took it has promised to bring it. */
  promised: boolean;
  /** How often it came. */
  came: number;
}

/** What went one way. */
class Way {
  readonly #entries: Entry[] = [];

  /** @returns its number */
  begin(qos: Level): number {
    return this.#entries.push({ qos, promised: false, came: 0 }) - 1;
  }

  promise(number: number): void {
    const entry = this.#entries[number];
    if (entry !== undefined) entry.promised = true;
  }

  /** @returns whether it was ever sent */
  came(number: number): boolean {
    const entry = this.#entries[number];
    if (entry === undefined) return false;
    entry.came++;
    return true;
  }

  get promised(): number {
    return this.#entries.filter(({ promised }) => promised).length;
  }

  /** Different ones that came. */
  get arrived(): number {
    return this.#entries.filter(({ came }) => came > 0).length;
  }

  /** Promised, and nowhere. */
  lost(): number[] {
    return this.#numbers(({ promised, came }) => promised && came === 0);
  }

  /** Of QoS 2, and more than once there. */
  doubled(): number[] {
    return this.#numbers(({ qos, came }) => qos === 2 && came > 1);
  }

  #numbers(is: (entry: Entry) => boolean): number[] {
    return [...this.#entries.keys()].filter((number) => is(this.#entries[number] as Entry));
  }
}

/** Messages between a device and whoever is at the other side of the broker: which were acknowledged, and which came. */
export class DeviceLedger {
  /** From the device to the broker. */
  readonly out = new Way();
  /** From the broker to the device. */
  readonly in = new Way();

  /** Acknowledged and not there yet. */
  get open(): number {
    return this.out.lost().length + this.in.lost().length;
  }
}
