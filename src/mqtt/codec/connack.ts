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
/** From here on codes are reasons of MQTT 5 to refuse (MQTT 5, 2.4). */
const MQTT_5_REFUSAL = 0x80;

/** Reads what follows the fixed header. @throws MqttError `PROTOCOL` */
export function readConnack(bytes: Uint8Array, from: number, end: number): Connack {
  // A broker that speaks MQTT 5 only may refuse in its own form, with properties behind the code.
  const refusedByMqtt5 = end - from > 2 && (bytes[from + 1] as number) >= MQTT_5_REFUSAL;
  if (end - from !== 2 && !refusedByMqtt5) throw wrongLength('CONNACK');
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
