import { crc32 } from '#bytes/crc32';
import type { Latency } from '#module/settings/latency';
import { Random, seedOf } from '#random/random';

/** What waits are for; the chances of each are its own, so that they do not depend on how often others were drawn. */
const KINDS = ['association', 'address', 'command', 'opening', 'there', 'back'] as const;
type Kind = (typeof KINDS)[number];

/** Draws the waits of one module from its seed. */
export class Waits {
  readonly #latency: Latency;
  readonly #seed: number;
  readonly #randoms = new Map<Kind, Random>();

  /** @param name of the module: each has waits of its own */
  constructor(latency: Latency, name: string) {
    this.#latency = latency;
    this.#seed = seedOf(latency.seed, crc32(Buffer.from(name)));
  }

  /** Milliseconds until an access point has taken the station. */
  association(): number {
    return this.#draw('association', Math.ceil(this.#latency.join / 2));
  }

  /** Milliseconds until its DHCP server has given an address. */
  address(): number {
    return this.#draw('address', Math.floor(this.#latency.join / 2));
  }

  /** Milliseconds that a command takes in the module. */
  command(): number {
    return this.#draw('command', this.#latency.command);
  }

  /** Milliseconds there and back before bytes can follow, as with SYN or the look-up of a name. */
  opening(): number {
    return this.#draw('opening', this.#latency.broker);
  }

  /** Milliseconds from the module to the broker. */
  there(): number {
    return this.#draw('there', Math.ceil(this.#latency.broker / 2));
  }

  /** Milliseconds from the broker to the module. */
  back(): number {
    return this.#draw('back', Math.floor(this.#latency.broker / 2));
  }

  #draw(kind: Kind, ms: number): number {
    const { jitter } = this.#latency;
    if (jitter === 0 || ms === 0) return ms;
    const random = this.#randoms.get(kind) ?? new Random(seedOf(this.#seed, KINDS.indexOf(kind)));
    this.#randoms.set(kind, random);
    return Math.round(ms * (1 + ((2 * random.next() - 1) * jitter) / 100));
  }
}
