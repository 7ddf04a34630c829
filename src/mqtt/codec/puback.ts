import type { WriteBuffer } from '#bytes/write-buffer';
import { readOnlyId, writeOnlyId } from './packet-id.ts';

/** The answer to a PUBLISH of QoS 1 (MQTT 3.1.1, 3.4). */
export interface Puback {
  readonly type: 'puback';
  readonly id: number;
}

/** The first byte. */
export const PUBACK = 0x40;

/** Reads what follows the fixed header. @throws MqttError `PROTOCOL` */
export function readPuback(bytes: Uint8Array, from: number, end: number): Puback {
  return { type: 'puback', id: readOnlyId('PUBACK', bytes, from, end) };
}

export function writePuback(output: WriteBuffer, id: number): void {
  writeOnlyId(output, PUBACK, id);
}
