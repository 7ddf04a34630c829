import type { WriteBuffer } from '#bytes/write-buffer';
import type { QoS } from '../types.ts';
import { fieldBytes, readField, writeField } from './field.ts';
import { remainingLengthBytes, writeRemainingLength } from './fixed-header.ts';
import { wrongLength } from './malformed.ts';
import { ID_BYTES, readId, writeId } from './packet-id.ts';

/** The first byte; its flag is prescribed [MQTT-3.8.1-1]. */
export const SUBSCRIBE = 0x82;

/** A topic filter, and the QoS that is asked for. */
export interface Subscription {
  readonly filter: Uint8Array;
  readonly qos: QoS;
}

/** Asks for the messages of one topic filter, which must have been checked (MQTT 3.1.1, 3.8). */
export function writeSubscribe(output: WriteBuffer, id: number, filter: Uint8Array, qos: QoS): void {
  writeSubscriptions(output, id, [{ filter, qos }]);
}

/** Asks for the messages of several topic filters. */
export function writeSubscriptions(
  output: WriteBuffer,
  id: number,
  subscriptions: readonly Subscription[],
): void {
  const remaining = subscriptions.reduce((sum, { filter }) => sum + fieldBytes(filter) + 1, ID_BYTES);
  const size = 1 + remainingLengthBytes(remaining) + remaining;
  const chunk = output.reserve(size);
  let at = output.length;
  chunk[at++] = SUBSCRIBE;
  at = writeRemainingLength(chunk, at, remaining);
  at = writeId(chunk, at, id);
  for (const { filter, qos } of subscriptions) {
    at = writeField(chunk, at, filter);
    chunk[at++] = qos;
  }
  output.commit(size);
}

/** Reads what follows the fixed header. @throws MqttError `PROTOCOL` */
export function readSubscribe(
  bytes: Uint8Array,
  from: number,
  end: number,
): { id: number; subscriptions: Subscription[] } {
  if (end - from < ID_BYTES) throw wrongLength('SUBSCRIBE');
  const subscriptions: Subscription[] = [];
  for (let at = from + ID_BYTES; at < end; ) {
    const filter = readField('SUBSCRIBE', bytes, at, end - 1);
    at += fieldBytes(filter);
    subscriptions.push({ filter, qos: ((bytes[at++] as number) & 3) as QoS });
  }
  return { id: readId('SUBSCRIBE', bytes, from), subscriptions };
}
