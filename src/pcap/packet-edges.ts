/** The fifth byte of a remaining length, which it cannot have [MQTT-2.2.3]. */
const LENGTH_BITS = 28;

/**
 * Takes a run of bytes of one packet.
 * @param first the first byte of the packet, where the run begins one
 * @param whole whether the packet ends with it
 */
type TakeRun = (from: number, to: number, first: number | undefined, whole: boolean) => void;

/** Finds where packets begin in what goes one way, however it is cut, and holds back nothing. What is no MQTT is one run. */
export class PacketEdges {
  #phase: 'between' | 'length' | 'body' | 'foreign' = 'between';
  #length = 0;
  #shift = 0;

  /** Gives all of the bytes, in order, in runs that no edge is inside of. */
  cut(bytes: Uint8Array, take: TakeRun): void {
    let from = 0;
    let first: number | undefined;
    const end = bytes.length;
    for (let at = 0; at < end; ) {
      switch (this.#phase) {
        case 'between':
          first = bytes[at++];
          this.#phase = 'length';
          this.#length = 0;
          this.#shift = 0;
          continue;
        case 'length':
          if (!this.#readLength(bytes[at++] as number)) continue;
          break;
        case 'body': {
          const now = Math.min(this.#length, end - at);
          at += now;
          this.#length -= now;
          break;
        }
        case 'foreign':
          at = end;
          continue;
      }
      if (this.#length > 0) continue;
      take(from, at, first, true);
      from = at;
      first = undefined;
      this.#phase = 'between';
    }
    if (from < end) take(from, end, first, false);
  }

  /** @returns whether the remaining length is whole */
  #readLength(byte: number): boolean {
    this.#length += (byte & 0x7f) << this.#shift;
    this.#shift += 7;
    if (byte < 0x80) this.#phase = 'body';
    else if (this.#shift === LENGTH_BITS) this.#phase = 'foreign';
    return this.#phase === 'body';
  }
}
