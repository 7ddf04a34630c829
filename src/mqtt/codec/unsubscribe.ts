import type { WriteBuffer } from '#bytes/write-buffer';
import { fieldBytes, writeField } from './field.ts';
import { remainingLengthBytes, writeRemainingLength } from './fixed-header.ts';
import { ID_BYTES, writeId } from './packet-id.ts';

/** The first byte; its flag is prescribed [MQTT-3.10.1-1]. */
const UNSUBSCRIBE = 0xa2;

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
