import { CONNECT, passwordIn } from '#mqtt/codec/connect';
import { PacketEdges } from './packet-edges.ts';

const STAR = 0x2a;
const NOTHING = new Uint8Array(0);

/** What a module sends, with the password of its CONNECT masked by as many `*`. */
export class MaskedConnect {
  readonly #edges = new PacketEdges();
  /** The beginning of a first packet that is not whole. */
  #held: Uint8Array = NOTHING;
  #done = false;
  /** Whether there was a password to mask. */
  masked = false;

  /** @returns what may be shown now; nothing while the first packet is not whole */
  feed(bytes: Uint8Array): Uint8Array {
    if (this.#done) return bytes;
    const before = this.#held.length;
    const all = joined(this.#held, bytes);
    this.#held = all;
    if (all.length === 0) return NOTHING;
    if (all[0] !== CONNECT) return this.#shown(all);
    let end: number | undefined;
    this.#edges.cut(bytes, (_from, to, _first, whole) => {
      if (whole) end ??= before + to;
    });
    if (end === undefined) return NOTHING;
    const { from, to } = passwordIn(all, 0, end);
    if (from === to) return this.#shown(all);
    this.masked = true;
    // A copy: `slice` of a Buffer is none, and this one may be on its way to the broker.
    return this.#shown(new Uint8Array(all).fill(STAR, from, to));
  }

  #shown(bytes: Uint8Array): Uint8Array {
    this.#done = true;
    this.#held = NOTHING;
    return bytes;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
