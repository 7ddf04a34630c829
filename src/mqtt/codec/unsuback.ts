import type { WriteBuffer } from '#bytes/write-buffer';
import { readOnlyId, writeOnlyId } from './packet-id.ts';

/** The answer to UNSUBSCRIBE (MQTT 3.1.1, 3.11). */
export interface Unsuback {
  readonly type: 'unsuback';
  readonly id: number;
}

/** The first byte. */
export const UNSUBACK = 0xb0;

/** Reads what follows the fixed header. @throws MqttError `PROTOCOL` */
export function readUnsuback(bytes: Uint8Array, from: number, end: number): Unsuback {
  return { type: 'unsuback', id: readOnlyId('UNSUBACK', bytes, from, end) };
}

export function writeUnsuback(output: WriteBuffer, id: number): void {
  writeOnlyId(output, UNSUBACK, id);
}
