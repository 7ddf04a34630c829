import type { WriteBuffer } from '#bytes/write-buffer';
import type { QoS } from '../types.ts';
import { fieldBytes, writeField } from './field.ts';
import { remainingLengthBytes, writeRemainingLength } from './fixed-header.ts';
import { ID_BYTES, writeId } from './packet-id.ts';

/** The first byte; its flag is prescribed [MQTT-3.8.1-1]. */
const SUBSCRIBE = 0x82;

/** Asks for the messages of one topic filter, which must have been checked (MQTT 3.1.1, 3.8). */
export function writeSubscribe(output: WriteBuffer, id: number, filter: Uint8Array, qos: QoS): void {
  const remaining = ID_BYTES + fieldBytes(filter) + 1;
  const size = 1 + remainingLengthBytes(remaining) + remaining;
  const chunk = output.reserve(size);
  let at = output.length;
  chunk[at++] = SUBSCRIBE;
  at = writeRemainingLength(chunk, at, remaining);
  at = writeId(chunk, at, id);
  at = writeField(chunk, at, filter);
  chunk[at] = qos;
  output.commit(size);
}
