import { copyInto } from '#bytes/copy';
import { wrongLength } from './malformed.ts';

/** The longest text or binary data that a packet can hold, in bytes (MQTT 3.1.1, 1.5.3). */
export const MAX_FIELD_BYTES = 65_535;

/** Bytes that a text or binary data takes in a packet, its length included. */
export function fieldBytes(field: Uint8Array): number {
  return 2 + field.length;
}

/**
 * Writes a text or binary data behind its length (MQTT 3.1.1, 1.5.3).
 * @returns the offset after it
 */
export function writeField(chunk: Uint8Array, at: number, field: Uint8Array): number {
  chunk[at] = field.length >>> 8;
  chunk[at + 1] = field.length & 0xff;
  return copyInto(chunk, at + 2, field);
}

/** Reads a text or binary data; it is a view of `bytes`. @throws MqttError `PROTOCOL` where it reaches beyond the end */
export function readField(packet: string, bytes: Uint8Array, at: number, end: number): Uint8Array {
  const fieldEnd = at + 2 + (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0));
  if (at + 2 > end || fieldEnd > end) throw wrongLength(packet);
  return bytes.subarray(at + 2, fieldEnd);
}
