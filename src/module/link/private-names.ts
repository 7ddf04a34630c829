import { LazyMap } from '#collections/lazy-map';
import { isLoopback, isPrivate } from '#net/ip';
import type { ResolveName } from '../platform.ts';

/** Names whose answers are kept; a host has few brokers. */
const MAX_KEPT = 16;

/** Knows which names lead to a private address, each asked for once however often a host connects [B-CONN-6]. */
export class PrivateNames {
  readonly #resolveName: ResolveName;
  readonly #kept = new LazyMap<string, Promise<boolean>>();

  constructor(resolveName: ResolveName) {
    this.#resolveName = resolveName;
  }

  /** Whether a name leads to an address of a private network, and not to this computer; false where nobody knows it. */
  has(name: string): Promise<boolean> {
    const known = this.#kept.get(name);
    if (known !== undefined) return known;
    const asked = this.#ask(name);
    if (this.#kept.size >= MAX_KEPT) this.#kept.clear();
    this.#kept.set(name, asked);
    return asked;
  }

  async #ask(name: string): Promise<boolean> {
    try {
      const address = await this.#resolveName(name, 4);
      return isPrivate(address) && !isLoopback(address);
    } catch {
      // It may be known next time.
      this.#kept.delete(name);
      return false;
    }
  }
}
