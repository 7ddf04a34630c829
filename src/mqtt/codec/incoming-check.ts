import type { IPublishPacket, Packet } from 'mqtt-packet';

/**
 * What MQTT 3.1.1 does not allow about a packet from the broker, or undefined when nothing. It adds what
 * the codec lets pass: lengths that contradict the contents, packet identifier 0, packets only a client sends.
 */
export function checkIncoming(packet: Packet): string | undefined {
  switch (packet.cmd) {
    case 'publish':
      return checkPublish(packet);
    case 'connack':
      return packet.length === 2 ? undefined : wrongLength('CONNACK');
    case 'pingresp':
      return packet.length === 0 ? undefined : wrongLength('PINGRESP');
    case 'suback':
      // One filter is subscribed at a time, and it gets exactly one return code [MQTT-3.8.4-5].
      return packet.length === 3 ? checkId(packet) : wrongLength('SUBACK');
    case 'puback':
    case 'pubrec':
    case 'pubrel':
    case 'pubcomp':
    case 'unsuback':
      return packet.length === 2 ? checkId(packet) : wrongLength(packet.cmd.toUpperCase());
    case 'connect':
    case 'subscribe':
    case 'unsubscribe':
    case 'pingreq':
    case 'disconnect':
      return `${packet.cmd.toUpperCase()} is a packet that only a client sends`;
    case 'auth':
      return 'AUTH is not a packet of MQTT 3.1.1';
    default:
      return unknown(packet);
  }
}

/** The payload of a parsed PUBLISH; the codec always makes it a Buffer. */
export function payloadOf(packet: IPublishPacket): Buffer {
  return packet.payload as Buffer;
}

/** Bytes the topic of a parsed PUBLISH had on the wire; negative when the packet is cut short. */
export function topicBytesOf(packet: IPublishPacket): number {
  return (packet.length ?? 0) - 2 - (packet.qos > 0 ? 2 : 0) - payloadOf(packet).length;
}

function checkPublish(packet: IPublishPacket): string | undefined {
  if (packet.qos === 0) return undefined;
  return topicBytesOf(packet) < 0 ? wrongLength('PUBLISH') : checkId(packet);
}

function checkId(packet: Packet): string | undefined {
  return (packet.messageId ?? 0) > 0
    ? undefined
    : `${packet.cmd.toUpperCase()} came with the packet identifier 0`; // [MQTT-2.3.1-1]
}

const wrongLength = (name: string) => `${name} came with a length it cannot have`;
const unknown = (packet: never) => `an unknown packet came: ${JSON.stringify(packet)}`;
