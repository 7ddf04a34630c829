import type { WriteBuffer } from '#bytes/write-buffer';
import { message } from '#messages/message';
import { malformed, wrongLength } from './malformed.ts';

/** Bytes of a packet identifier. */
export const ID_BYTES = 2;

/** Reads a packet identifier, 1 to 65535. @throws MqttError `PROTOCOL` when it is 0 [MQTT-2.3.1-1] */
export function readId(packet: string, bytes: Uint8Array, at: number): number {
  const id = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
  if (id === 0) throw malformed(message('mqtt.wrongId', { packet }));
  return id;
}

/** @returns the offset after it */
export function writeId(chunk: Uint8Array, at: number, id: number): number {
  chunk[at] = id >>> 8;
  chunk[at + 1] = id & 0xff;
  return at + ID_BYTES;
}

/** Reads a packet that is nothing but its identifier. @throws MqttError `PROTOCOL` */
export function readOnlyId(packet: string, bytes: Uint8Array, from: number, end: number): number {
  if (end - from !== ID_BYTES) throw wrongLength(packet);
  return readId(packet, bytes, from);
}

/** Writes a packet that is nothing but its identifier. @param first its first byte */
export function writeOnlyId(output: WriteBuffer, first: number, id: number): void {
  const chunk = output.reserve(2 + ID_BYTES);
  const at = output.length;
  chunk[at] = first;
  chunk[at + 1] = ID_BYTES;
  writeId(chunk, at + 2, id);
  output.commit(2 + ID_BYTES);
}
