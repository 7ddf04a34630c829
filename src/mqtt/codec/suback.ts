import type { WriteBuffer } from '#bytes/write-buffer';
import { message } from '#messages/message';
import type { QoS } from '../types.ts';
import { remainingLengthBytes, writeRemainingLength } from './fixed-header.ts';
import { malformed, wrongLength } from './malformed.ts';
import { ID_BYTES, readId, writeId } from './packet-id.ts';

/** The answer to a SUBSCRIBE with one topic filter (MQTT 3.1.1, 3.9). */
export interface Suback {
  readonly type: 'suback';
  readonly id: number;
  /** undefined: the broker refused the subscription. */
  readonly granted: QoS | undefined;
}

/** The first byte. */
export const SUBACK = 0x90;
/** The return code for a filter that the broker refuses. */
export const REFUSED = 0x80;

/** Reads what follows the fixed header. @throws MqttError `PROTOCOL` */
export function readSuback(bytes: Uint8Array, from: number, end: number): Suback {
  // One filter is subscribed at a time, and it gets exactly one return code [MQTT-3.8.4-5].
  if (end - from !== ID_BYTES + 1) throw wrongLength('SUBACK');
  return { type: 'suback', id: readId('SUBACK', bytes, from), granted: readCode(bytes[end - 1] as number) };
}

function readCode(code: number): QoS | undefined {
  if (code === REFUSED) return undefined;
  if (code === 0 || code === 1 || code === 2) return code;
  throw malformed(message('mqtt.wrongReturnCode', { packet: 'SUBACK', code })); // [MQTT-3.9.3-2]
}

/** Reads a SUBACK for any number of filters. @throws MqttError `PROTOCOL` */
export function readReturnCodes(
  bytes: Uint8Array,
  from: number,
  end: number,
): { id: number; codes: Uint8Array } {
  if (end - from < ID_BYTES) throw wrongLength('SUBACK');
  return { id: readId('SUBACK', bytes, from), codes: bytes.subarray(from + ID_BYTES, end) };
}

/** Writes the answer to a SUBSCRIBE, a return code for each of its filters. */
export function writeSuback(output: WriteBuffer, id: number, codes: ArrayLike<number>): void {
  const remaining = ID_BYTES + codes.length;
  const size = 1 + remainingLengthBytes(remaining) + remaining;
  const chunk = output.reserve(size);
  let at = output.length;
  chunk[at++] = SUBACK;
  at = writeRemainingLength(chunk, at, remaining);
  chunk.set(codes, writeId(chunk, at, id));
  output.commit(size);
}
