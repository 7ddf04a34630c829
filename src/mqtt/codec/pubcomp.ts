import type { WriteBuffer } from '#bytes/write-buffer';
import { readOnlyId, writeOnlyId } from './packet-id.ts';

/** The answer to PUBREL, which ends a PUBLISH of QoS 2 (MQTT 3.1.1, 3.7). */
export interface Pubcomp {
  readonly type: 'pubcomp';
  readonly id: number;
}

/** The first byte. */
export const PUBCOMP = 0x70;

/** Reads what follows the fixed header. @throws MqttError `PROTOCOL` */
export function readPubcomp(bytes: Uint8Array, from: number, end: number): Pubcomp {
  return { type: 'pubcomp', id: readOnlyId('PUBCOMP', bytes, from, end) };
}

export function writePubcomp(output: WriteBuffer, id: number): void {
  writeOnlyId(output, PUBCOMP, id);
}
