import type { WriteBuffer } from '#bytes/write-buffer';
import { readOnlyId, writeOnlyId } from './packet-id.ts';

/** The answer to PUBREC (MQTT 3.1.1, 3.6); its flag is prescribed [MQTT-3.6.1-1]. */
export interface Pubrel {
  readonly type: 'pubrel';
  readonly id: number;
}

/** The first byte. */
export const PUBREL = 0x62;

/** Reads what follows the fixed header. @throws MqttError `PROTOCOL` */
export function readPubrel(bytes: Uint8Array, from: number, end: number): Pubrel {
  return { type: 'pubrel', id: readOnlyId('PUBREL', bytes, from, end) };
}

export function writePubrel(output: WriteBuffer, id: number): void {
  writeOnlyId(output, PUBREL, id);
}
