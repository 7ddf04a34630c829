import type { WriteBuffer } from '#bytes/write-buffer';
import { message } from '#messages/message';
import { malformed, wrongLength } from './malformed.ts';

/** The answer to CONNECT (MQTT 3.1.1, 3.2). */
export interface Connack {
  readonly type: 'connack';
  /** Whether the broker goes on with an earlier session. */
  readonly sessionPresent: boolean;
  /** 0: accepted; MQTT 3.1.1 defines up to 5, and others come as they are. */
  readonly returnCode: number;
}

/** The first byte. */
export const CONNACK = 0x20;
const SESSION_PRESENT = 0x01;

/** Reads what follows the fixed header. @throws MqttError `PROTOCOL` */
export function readConnack(bytes: Uint8Array, from: number, end: number): Connack {
  if (end - from !== 2) throw wrongLength('CONNACK');
  const flags = bytes[from] as number;
  if (flags > SESSION_PRESENT) throw malformed(message('mqtt.wrongFlags', { packet: 'CONNACK' }));
  return {
    type: 'connack',
    sessionPresent: flags === SESSION_PRESENT,
    returnCode: bytes[from + 1] as number,
  };
}

/** Writes the answer to CONNECT. */
export function writeConnack(output: WriteBuffer, sessionPresent: boolean, returnCode: number): void {
  output.append(Uint8Array.of(CONNACK, 2, sessionPresent ? SESSION_PRESENT : 0, returnCode));
}
