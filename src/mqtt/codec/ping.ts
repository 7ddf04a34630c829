import type { WriteBuffer } from '#bytes/write-buffer';
import { wrongLength } from './malformed.ts';

/** The answer to PINGREQ (MQTT 3.1.1, 3.13). */
export interface Pingresp {
  readonly type: 'pingresp';
}

/** The first byte of PINGRESP. */
export const PINGRESP = 0xd0;

/** The first byte of PINGREQ. */
export const PINGREQ_BYTE = 0xc0;

const PINGREQ = Uint8Array.of(PINGREQ_BYTE, 0);
const PINGRESP_PACKET = Uint8Array.of(PINGRESP, 0);
const ANSWERED: Pingresp = { type: 'pingresp' };

/** Asks the broker whether it is there (MQTT 3.1.1, 3.12). */
export function writePingreq(output: WriteBuffer): void {
  output.append(PINGREQ);
}

/** Says that the broker is there. */
export function writePingresp(output: WriteBuffer): void {
  output.append(PINGRESP_PACKET);
}

/** Reads what follows the fixed header: nothing. @throws MqttError `PROTOCOL` */
export function readPingresp(from: number, end: number): Pingresp {
  if (from !== end) throw wrongLength('PINGRESP');
  return ANSWERED;
}
