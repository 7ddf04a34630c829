import { NOTHING } from '#bytes/keep';
import { readOnlyId } from '#mqtt/codec/packet-id';
import { type Publish, readPublish } from '#mqtt/codec/publish';

/** Packets by the upper half of their first byte (MQTT 3.1.1, table 2.1). */
export const TYPE = {
  connect: 1,
  connack: 2,
  publish: 3,
  puback: 4,
  pubrec: 5,
  pubrel: 6,
  pubcomp: 7,
  subscribe: 8,
  suback: 9,
  unsubscribe: 10,
  unsuback: 11,
  pingresp: 13,
} as const;

/** Reads a PUBLISH, whose topic may be any bytes. @throws MqttError `PROTOCOL` */
export function publishOf(packet: Uint8Array, headerBytes: number): Publish {
  return readPublish(packet, 0, headerBytes, packet.length, NOTHING, true);
}

/** Reads what is nothing but a packet identifier. @throws MqttError `PROTOCOL` */
export function idOf(packet: Uint8Array, headerBytes: number): number {
  return readOnlyId('packet', packet, headerBytes, packet.length);
}
