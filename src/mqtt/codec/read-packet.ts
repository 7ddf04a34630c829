import { message } from '#messages/message';
import type { MqttError } from '../errors.ts';
import { CONNACK, type Connack, readConnack } from './connack.ts';
import { DISCONNECT_BYTE } from './disconnect.ts';
import { malformed } from './malformed.ts';
import { PINGRESP, type Pingresp, readPingresp } from './ping.ts';
import { PUBACK, type Puback, readPuback } from './puback.ts';
import { PUBCOMP, type Pubcomp, readPubcomp } from './pubcomp.ts';
import { PUBLISH, type Publish, readPublish } from './publish.ts';
import { PUBREC, type Pubrec, readPubrec } from './pubrec.ts';
import { PUBREL, type Pubrel, readPubrel } from './pubrel.ts';
import { readSuback, SUBACK, type Suback } from './suback.ts';
import { readUnsuback, UNSUBACK, type Unsuback } from './unsuback.ts';

/** What a broker sends. */
export type IncomingPacket =
  | Connack
  | Publish
  | Puback
  | Pubrec
  | Pubrel
  | Pubcomp
  | Suback
  | Unsuback
  | Pingresp;

/** Names by the upper half of the first byte (MQTT 3.1.1, table 2.1). */
const ONLY_FROM_CLIENT: Readonly<Record<number, string>> = {
  1: 'CONNECT',
  8: 'SUBSCRIBE',
  10: 'UNSUBSCRIBE',
  12: 'PINGREQ',
  14: 'DISCONNECT',
};
const FROM_BROKER: Readonly<Record<number, string>> = {
  2: 'CONNACK',
  4: 'PUBACK',
  5: 'PUBREC',
  6: 'PUBREL',
  7: 'PUBCOMP',
  9: 'SUBACK',
  11: 'UNSUBACK',
  13: 'PINGRESP',
};

/**
 * Reads one whole packet from a broker, as a `Framer` gives it.
 * @param lastTopic see `readPublish`
 * @param anyTopic see `readPublish`
 * @throws MqttError `PROTOCOL` for what MQTT 3.1.1 does not allow it to send
 */
export function readPacket(
  bytes: Uint8Array,
  at: number,
  headerBytes: number,
  end: number,
  lastTopic: Uint8Array,
  anyTopic: boolean,
): IncomingPacket {
  const first = bytes[at] as number;
  if ((first & 0xf0) === PUBLISH) return readPublish(bytes, at, headerBytes, end, lastTopic, anyTopic);
  const from = at + headerBytes;
  // Flags and all, because those of the other packets are prescribed [MQTT-2.2.2-1].
  switch (first) {
    case PUBACK:
      return readPuback(bytes, from, end);
    case PUBREC:
      return readPubrec(bytes, from, end);
    case PUBREL:
      return readPubrel(bytes, from, end);
    case PUBCOMP:
      return readPubcomp(bytes, from, end);
    case SUBACK:
      return readSuback(bytes, from, end);
    case UNSUBACK:
      return readUnsuback(bytes, from, end);
    case PINGRESP:
      return readPingresp(from, end);
    case CONNACK:
      return readConnack(bytes, from, end);
    default:
      // MQTT 5 lets a broker say so why it closes.
      if (first === DISCONNECT_BYTE && end > from) throw disconnected(bytes[from] as number);
      throw unexpected(first);
  }
}

function disconnected(code: number): MqttError {
  return malformed(message('mqtt.disconnectOfMqtt5', { code }));
}

function unexpected(first: number): MqttError {
  const type = first >> 4;
  const fromClient = ONLY_FROM_CLIENT[type];
  if (fromClient !== undefined) return malformed(message('mqtt.onlyFromClient', { packet: fromClient }));
  const fromBroker = FROM_BROKER[type];
  if (fromBroker !== undefined) return malformed(message('mqtt.wrongFlags', { packet: fromBroker }));
  return malformed(type === 0 ? message('mqtt.reservedType') : message('mqtt.noAuth'));
}
