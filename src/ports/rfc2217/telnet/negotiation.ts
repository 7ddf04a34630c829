import type { Verb } from './codes.ts';

/** Who does what an option says. */
export type Side = 'us' | 'them';

/** What to send, and what has become so. */
export interface Negotiated {
  readonly reply?: Verb;
  readonly change?: { readonly side: Side; readonly on: boolean };
}

const YES = { us: 'WILL', them: 'DO' } as const;
const NO = { us: 'WONT', them: 'DONT' } as const;

/**
 * Which options are on, without I/O: the rules of RFC 1143 for a program that switches nothing off by itself.
 * An answer is never answered, so that two programs cannot talk about an option for ever.
 */
export class Negotiation {
  readonly #known: readonly number[];
  readonly #on = { us: new Set<number>(), them: new Set<number>() };
  readonly #asked = { us: new Set<number>(), them: new Set<number>() };

  /** @param known the options to agree to, on either side */
  constructor(known: readonly number[]) {
    this.#known = known;
  }

  isOn(side: Side, option: number): boolean {
    return this.#on[side].has(option);
  }

  /** Asks for an option. @returns what to send; nothing when it is on or asked for already */
  ask(side: Side, option: number): Verb | undefined {
    if (this.#on[side].has(option) || this.#asked[side].has(option)) return undefined;
    this.#asked[side].add(option);
    return YES[side];
  }

  receive(verb: Verb, option: number): Negotiated {
    const side = verb === 'WILL' || verb === 'WONT' ? 'them' : 'us';
    const asked = this.#asked[side].delete(option);
    const on = this.#on[side];
    if (verb === 'WILL' || verb === 'DO') {
      if (on.has(option)) return {};
      if (!asked && !this.#known.includes(option)) return { reply: NO[side] };
      on.add(option);
      return { ...(asked ? {} : { reply: YES[side] }), change: { side, on: true } };
    }
    if (on.delete(option)) return { reply: NO[side], change: { side, on: false } };
    return asked ? { change: { side, on: false } } : {};
  }
}
