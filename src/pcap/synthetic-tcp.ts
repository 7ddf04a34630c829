import type { ClaimedEnds } from './connection-ends.ts';
import { ACK, FIN, MAX_SEGMENT_BYTES, PSH, RST, SYN, type TcpEnd, writeTcpSegment } from './tcp-segment.ts';

/** Which end of a connection. */
export type Side = 'module' | 'broker';

/** What an end has sent. */
interface Sent {
  /** The sequence number of what it sends next. */
  next: number;
  /** Bytes and segments that the other end has not acknowledged. */
  bytes: number;
  segments: number;
  finished: boolean;
}

/** What is not acknowledged by data that goes the other way is acknowledged after so much. */
const ACK_AFTER_BYTES = 65_536;
const ACK_AFTER_SEGMENTS = 16;

/** The segments that a TCP connection of this content would have, handshake and end included. */
export class SyntheticTcp {
  readonly #ends: Readonly<Record<Side, TcpEnd>>;
  readonly #sent: Readonly<Record<Side, Sent>>;

  constructor({ module, broker, sequence }: ClaimedEnds) {
    this.#ends = { module, broker };
    const sent = (): Sent => ({ next: sequence, bytes: 0, segments: 0, finished: false });
    this.#sent = { module: sent(), broker: sent() };
  }

  /** Whether an end has sent FIN. */
  finished(side: Side): boolean {
    return this.#sent[side].finished;
  }

  /** The module asks for the connection. */
  syn(): Uint8Array {
    return this.#segment('module', SYN);
  }

  /** The broker consents. */
  synAck(): Uint8Array {
    return this.#segment('broker', SYN | ACK);
  }

  /** An end acknowledges all that it has got. */
  acknowledge(side: Side): Uint8Array {
    return this.#segment(side, ACK);
  }

  /** What an end sends, in segments, and what the other end acknowledges of it. @param take is given each of them in order */
  data(side: Side, bytes: Uint8Array, take: (packet: Uint8Array) => void): void {
    for (let at = 0; at < bytes.length; at += MAX_SEGMENT_BYTES) {
      const payload = bytes.subarray(at, at + MAX_SEGMENT_BYTES);
      const last = at + MAX_SEGMENT_BYTES >= bytes.length;
      take(this.#segment(side, last ? PSH | ACK : ACK, payload));
      const sent = this.#sent[side];
      if (sent.bytes >= ACK_AFTER_BYTES || sent.segments >= ACK_AFTER_SEGMENTS)
        take(this.acknowledge(other(side)));
    }
  }

  /** An end sends nothing more. */
  finish(side: Side): Uint8Array {
    this.#sent[side].finished = true;
    return this.#segment(side, FIN | ACK);
  }

  /** An end breaks the connection off, or refuses it. */
  reset(side: Side): Uint8Array {
    return this.#segment(side, RST | ACK);
  }

  #segment(side: Side, flags: number, payload?: Uint8Array): Uint8Array {
    const [own, others] = [this.#sent[side], this.#sent[other(side)]];
    const packet = writeTcpSegment({
      from: this.#ends[side],
      to: this.#ends[other(side)],
      flags,
      sequence: own.next,
      acknowledgment: (flags & ACK) === 0 ? 0 : others.next,
      payload,
    });
    const counted = (payload?.length ?? 0) + ((flags & (SYN | FIN)) === 0 ? 0 : 1);
    own.next = (own.next + counted) >>> 0;
    own.bytes += counted;
    if (payload !== undefined) own.segments++;
    if ((flags & ACK) !== 0) {
      others.bytes = 0;
      others.segments = 0;
    }
    return packet;
  }
}

/** The other end of a connection. */
export function other(side: Side): Side {
  return side === 'module' ? 'broker' : 'module';
}
