import { copyInto } from '#bytes/copy';
import type { WriteBuffer } from '#bytes/write-buffer';
import { MqttError } from '../errors.ts';
import type { QoS } from '../types.ts';
import { MAX_REMAINING_LENGTH, remainingLengthBytes, writeRemainingLength } from './remaining-length.ts';

/** Payloads from this size on leave by themselves, uncopied. */
export const LARGE_BYTES = 32_768;

const PUBLISH = 0x30;
const RETAIN = 0x01;
const QOS_SHIFT = 1;
const DUP = 0x08;

/** The first byte of a PUBLISH (MQTT 3.1.1, 3.3.1). */
export function publishByte(qos: QoS, retain: boolean, dup: boolean): number {
  return PUBLISH | (dup ? DUP : 0) | (qos << QOS_SHIFT) | (retain ? RETAIN : 0);
}

/**
 * Encodes a PUBLISH into `output` (MQTT 3.1.1, 3.3). The topic must have been checked; a payload of
 * LARGE_BYTES or more must not be changed afterwards, because it is handed on uncopied.
 * @param first see `publishByte`
 * @param id its packet identifier; 0 for QoS 0, which has none
 * @throws MqttError `PACKET_TOO_LARGE`; nothing is written then
 */
export function encodePublish(
  output: WriteBuffer,
  first: number,
  id: number,
  topic: Uint8Array,
  payload: Uint8Array,
): void {
  const topicSize = topic.length;
  const payloadSize = payload.length;
  const headerSize = (id === 0 ? 2 : 4) + topicSize;
  const remaining = headerSize + payloadSize;
  if (remaining > MAX_REMAINING_LENGTH) throw packetTooLarge(remaining);
  const large = payloadSize >= LARGE_BYTES;
  const size = 1 + remainingLengthBytes(remaining) + (large ? headerSize : remaining);
  const chunk = output.reserve(size);
  let at = output.length;
  chunk[at++] = first;
  at = writeRemainingLength(chunk, at, remaining);
  chunk[at++] = topicSize >>> 8;
  chunk[at++] = topicSize & 0xff;
  at = copyInto(chunk, at, topic);
  if (id !== 0) {
    chunk[at++] = id >>> 8;
    chunk[at++] = id & 0xff;
  }
  if (!large) copyInto(chunk, at, payload);
  output.commit(size);
  if (large) output.appendOwned(payload);
}

/** The error for a packet whose remaining length MQTT cannot express. */
export function packetTooLarge(remaining: number): MqttError {
  return new MqttError(
    'PACKET_TOO_LARGE',
    `the packet would have a remaining length of ${remaining} bytes, and MQTT allows at most ${MAX_REMAINING_LENGTH}`,
  );
}
