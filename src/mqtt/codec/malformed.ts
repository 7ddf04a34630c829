import { type Message, message } from '#messages/message';
import { MqttError } from '../errors.ts';

/** The error for bytes that MQTT 3.1.1 does not allow, which end a connection [MQTT-4.8.0-1]. */
export function malformed(problem: Message): MqttError {
  return new MqttError('PROTOCOL', problem);
}

/** The error for a packet whose remaining length contradicts its contents. */
export function wrongLength(packet: string): MqttError {
  return malformed(message('mqtt.wrongLength', { packet }));
}
