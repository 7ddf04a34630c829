import { message } from '#messages/message';
import { MqttError } from '../errors.ts';

/** The longest remaining length that MQTT can express, 256 MiB − 1 (MQTT 3.1.1, 2.2.3). */
export const MAX_REMAINING_LENGTH = 268_435_455;

/** Bytes that `remaining` takes in a fixed header, 1 to 4. */
export function remainingLengthBytes(remaining: number): number {
  if (remaining < 0x80) return 1;
  if (remaining < 0x4000) return 2;
  return remaining < 0x20_0000 ? 3 : 4;
}

/**
 * Encodes a remaining length into `target` at `at`.
 * @returns the offset after it
 */
export function writeRemainingLength(target: Uint8Array, at: number, remaining: number): number {
  let rest = remaining;
  let next = at;
  while (rest > 0x7f) {
    target[next++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  target[next++] = rest;
  return next;
}

/** @throws MqttError `PACKET_TOO_LARGE` for a remaining length that MQTT cannot express */
export function checkRemainingLength(remaining: number): void {
  if (remaining <= MAX_REMAINING_LENGTH) return;
  const reason = message('mqtt.packetTooLarge', { remaining, max: MAX_REMAINING_LENGTH });
  throw new MqttError('PACKET_TOO_LARGE', reason);
}

/** Reads a fixed header that is whole. */
export function fixedHeaderAt(
  bytes: Uint8Array,
  at: number,
): { readonly headerBytes: number; readonly remaining: number } {
  let remaining = 0;
  let next = at + 1;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[next++] ?? 0;
    remaining += (byte & 0x7f) << shift;
    if (byte < 0x80) return { headerBytes: next - at, remaining };
  }
}
