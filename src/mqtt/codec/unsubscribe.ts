import type { WriteBuffer } from '#bytes/write-buffer';
import { fieldBytes, readField, writeField } from './field.ts';
import { remainingLengthBytes, writeRemainingLength } from './fixed-header.ts';
import { wrongLength } from './malformed.ts';
import { ID_BYTES, readId, writeId } from './packet-id.ts';

/** The first byte; its flag is prescribed [MQTT-3.10.1-1]. */
export const UNSUBSCRIBE = 0xa2;

/** Ends the subscription of one topic filter, which must have been checked (MQTT 3.1.1, 3.10). */
export function writeUnsubscribe(output: WriteBuffer, id: number, filter: Uint8Array): void {
  const remaining = ID_BYTES + fieldBytes(filter);
  const size = 1 + remainingLengthBytes(remaining) + remaining;
  const chunk = output.reserve(size);
  let at = output.length;
  chunk[at++] = UNSUBSCRIBE;
  at = writeRemainingLength(chunk, at, remaining);
  at = writeId(chunk, at, id);
  writeField(chunk, at, filter);
  output.commit(size);
}

/** Reads what follows the fixed header. @throws MqttError `PROTOCOL` */
export function readUnsubscribe(
  bytes: Uint8Array,
  from: number,
  end: number,
): { id: number; filters: Uint8Array[] } {
  if (end - from < ID_BYTES) throw wrongLength('UNSUBSCRIBE');
  const filters: Uint8Array[] = [];
  for (let at = from + ID_BYTES; at < end; ) {
    const filter = readField('UNSUBSCRIBE', bytes, at, end);
    at += fieldBytes(filter);
    filters.push(filter);
  }
  return { id: readId('UNSUBSCRIBE', bytes, from), filters };
}
