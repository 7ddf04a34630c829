const MAX_LENGTH_BYTES = 4;

/**
 * Takes a packet.
 * @param at offset of its first byte
 * @param headerBytes size of its fixed header: one byte, and those of the remaining length
 * @param end offset behind it
 */
export type TakePacket = (bytes: Buffer, at: number, headerBytes: number, end: number) => void;

/**
 * Cuts what a broker sends into whole packets, however the network cut it (MQTT 3.1.1, 2.2). The codec then
 * never waits in the middle of one, and a packet of many pieces is joined once instead of at every piece.
 */
export class PacketFramer {
  readonly #take: TakePacket;
  /** The beginning of an unfinished packet. */
  #pieces: Buffer[] = [];
  #gathered = 0;
  /** Bytes of the unfinished packet; 0 while its fixed header is not whole. */
  #wanted = 0;

  /** @param take gets each packet; where a remaining length cannot be read, all that is there, as one */
  constructor(take: TakePacket) {
    this.#take = take;
  }

  feed(chunk: Buffer): void {
    if (this.#gathered === 0) return this.#cut(chunk);
    this.#pieces.push(chunk);
    this.#gathered += chunk.length;
    if (this.#wanted > this.#gathered) return;
    const bytes = Buffer.concat(this.#pieces, this.#gathered);
    this.#pieces = [];
    this.#gathered = 0;
    this.#cut(bytes);
  }

  #cut(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) {
      let length = 0;
      let next = at + 1;
      let byte = 0x80;
      for (; byte >= 0x80 && next < bytes.length && next - at <= MAX_LENGTH_BYTES; next++) {
        byte = bytes[next] as number;
        length += (byte & 0x7f) << (7 * (next - at - 1));
      }
      if (byte >= 0x80) {
        if (next - at > MAX_LENGTH_BYTES) return this.#take(bytes, at, next - at, bytes.length);
        return this.#keep(bytes, at, 0);
      }
      const end = next + length;
      if (end > bytes.length) return this.#keep(bytes, at, end - at);
      this.#take(bytes, at, next - at, end);
      at = end;
    }
  }

  #keep(bytes: Buffer, at: number, wanted: number): void {
    this.#pieces = [bytes.subarray(at)];
    this.#gathered = bytes.length - at;
    this.#wanted = wanted;
  }
}
