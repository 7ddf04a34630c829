import { message } from '#messages/message';
import { MqttError } from '../errors.ts';

const MAX_LENGTH_BYTES = 4;
/** So many small pieces are joined to one: each has a cost of its own, however few bytes it holds. */
const MAX_LOOSE_PIECES = 1024;
/** Pieces from this size on are kept as they are. */
const LARGE_PIECE_BYTES = 4096;

/** Takes whole packets. */
export interface FrameSink {
  /**
   * @param at offset of the packet's first byte
   * @param headerBytes size of its fixed header: one byte, and those of the remaining length
   * @param end offset behind it
   */
  frame(bytes: Uint8Array, at: number, headerBytes: number, end: number): void;
  /** Takes the rest, which begins with no packet, for who hands on even that. Default: `feed` throws */
  unframed?(rest: Uint8Array): void;
  /**
   * A packet is announced that is larger than the framer takes. Called with what of it has come; throws, because
   * nothing behind it can be found.
   * @param size its bytes, fixed header included
   */
  tooLarge?(bytes: Uint8Array, at: number, headerBytes: number, size: number): never;
}

/**
 * Cuts what a broker sends into whole packets, however the network cut it (MQTT 3.1.1, 2.2). A packet of many
 * pieces is joined once instead of at every piece, and one that is too large is refused before more than its
 * beginning is kept.
 */
export class Framer {
  readonly #maxBytes: number;
  /** The beginning of an unfinished packet; undefined between packets, where an idle connection is. */
  #pieces: Uint8Array[] | undefined;
  #pieceBytes = 0;
  /** How many of the last pieces are small. */
  #loose = 0;
  /** Bytes of the unfinished packet; 0 while its fixed header is not whole. */
  #wanted = 0;

  /** @param maxBytes of one packet, fixed header included; the sink has `tooLarge` then. Default: as many as MQTT can express */
  constructor(maxBytes = Number.POSITIVE_INFINITY) {
    this.#maxBytes = maxBytes;
  }

  /** @throws MqttError `PROTOCOL` for a remaining length of more than four bytes [MQTT-2.2.3], unless the sink takes the rest */
  feed(chunk: Uint8Array, sink: FrameSink): void {
    if (this.#pieces === undefined) return this.#cut(chunk, sink);
    this.#pieces.push(chunk);
    this.#pieceBytes += chunk.length;
    if (this.#wanted > this.#pieceBytes) return this.#joinLoose(this.#pieces, chunk);
    const bytes = Buffer.concat(this.#pieces, this.#pieceBytes);
    this.#pieces = undefined;
    this.#cut(bytes, sink);
  }

  #cut(bytes: Uint8Array, sink: FrameSink): void {
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
        if (next - at > MAX_LENGTH_BYTES) {
          if (sink.unframed !== undefined) return sink.unframed(bytes.subarray(at));
          throw new MqttError('PROTOCOL', message('mqtt.wrongRemainingLength'));
        }
        return this.#keep(bytes, at, 0);
      }
      const end = next + length;
      if (end - at > this.#maxBytes) sink.tooLarge?.(bytes, at, next - at, end - at);
      if (end > bytes.length) return this.#keep(bytes, at, end - at);
      sink.frame(bytes, at, next - at, end);
      at = end;
    }
  }

  #keep(bytes: Uint8Array, at: number, wanted: number): void {
    this.#pieces = [bytes.subarray(at)];
    this.#pieceBytes = bytes.length - at;
    this.#wanted = wanted;
    this.#loose = 0;
  }

  /** Each byte is copied once more at most. */
  #joinLoose(pieces: Uint8Array[], last: Uint8Array): void {
    this.#loose = last.length < LARGE_PIECE_BYTES ? this.#loose + 1 : 0;
    if (this.#loose < MAX_LOOSE_PIECES) return;
    this.#loose = 0;
    pieces.push(Buffer.concat(pieces.splice(-MAX_LOOSE_PIECES)));
  }
}
