const CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** The largest seed that people can give. */
export const MAX_SEED = 2 ** 31 - 1;

/** Randomness that begins with a seed, so that a run can be repeated. */
export class Random {
  #state: number;

  /** @param seed any whole number */
  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** The next number, from 0 up to but not 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from 0 up to but not `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  /** Any bytes. */
  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }

  /** Lower-case letters and digits. */
  text(length: number): string {
    let text = '';
    for (let i = 0; i < length; i++) text += CHARACTERS[this.below(CHARACTERS.length)];
    return text;
  }
}

/** A seed for one of many, far from those of its neighbours. */
export function seedOf(seed: number, index: number): number {
  return Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b);
}
