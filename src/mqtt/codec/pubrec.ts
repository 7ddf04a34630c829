import type { WriteBuffer } from '#bytes/write-buffer';
import { readOnlyId, writeOnlyId } from './packet-id.ts';

/** The first answer to a PUBLISH of QoS 2 (MQTT 3.1.1, 3.5). */
export interface Pubrec {
  readonly type: 'pubrec';
  readonly id: number;
}

/** The first byte. */
export const PUBREC = 0x50;

/** Reads what follows the fixed header. @throws MqttError `PROTOCOL` */
export function readPubrec(bytes: Uint8Array, from: number, end: number): Pubrec {
  return { type: 'pubrec', id: readOnlyId('PUBREC', bytes, from, end) };
}

export function writePubrec(output: WriteBuffer, id: number): void {
  writeOnlyId(output, PUBREC, id);
}
