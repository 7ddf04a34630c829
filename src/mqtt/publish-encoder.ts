import { copyInto } from '../bytes/copy.ts';
import type { Gather } from '../bytes/gather.ts';
import { MqttError } from './errors.ts';
import { MAX_REMAINING_LENGTH, remainingLengthBytes, writeRemainingLength } from './remaining-length.ts';

/** Payloads from this size on leave by themselves, uncopied. */
export const LARGE_BYTES = 32_768;

/**
 * Encodes a QoS 0 PUBLISH into `gather` (MQTT 3.1.1, 3.3). The topic must have been checked; a payload of
 * LARGE_BYTES or more must not be changed afterwards, because it is handed on uncopied.
 * @throws MqttError `PACKET_TOO_LARGE`; nothing is written then
 */
export function encodeQos0(gather: Gather, topic: Uint8Array, payload: Uint8Array, retain: boolean): void {
  const topicSize = topic.length;
  const payloadSize = payload.length;
  const remaining = 2 + topicSize + payloadSize;
  if (remaining > MAX_REMAINING_LENGTH) throw packetTooLarge(remaining);
  const large = payloadSize >= LARGE_BYTES;
  const size = 1 + remainingLengthBytes(remaining) + (large ? 2 + topicSize : remaining);
  const chunk = gather.room(size);
  let at = gather.length;
  chunk[at++] = retain ? 0x31 : 0x30;
  at = writeRemainingLength(chunk, at, remaining);
  chunk[at++] = topicSize >>> 8;
  chunk[at++] = topicSize & 0xff;
  at = copyInto(chunk, at, topic);
  if (!large) copyInto(chunk, at, payload);
  gather.advance(size);
  if (large) gather.give(payload);
}

/** The error for a packet whose remaining length MQTT cannot express. */
export function packetTooLarge(remaining: number): MqttError {
  return new MqttError(
    'PACKET_TOO_LARGE',
    `the packet would have a remaining length of ${remaining} bytes, and MQTT allows at most ${MAX_REMAINING_LENGTH}`,
  );
}
