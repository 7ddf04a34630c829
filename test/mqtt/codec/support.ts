import { type Packet, parser } from 'mqtt-packet';
import { Framer } from '#mqtt/codec/framer';
import { type IncomingPacket, readPacket } from '#mqtt/codec/read-packet';

/** The packets in `bytes` as mqtt-packet reads them, the oracle; undefined when it finds a mistake. */
export function theirs(bytes: Buffer): Packet[] | undefined {
  const packets: Packet[] = [];
  let wrong = false;
  const oracle = parser({ protocolVersion: 4 });
  oracle.on('packet', (packet) => packets.push(packet));
  oracle.on('error', () => {
    wrong = true;
  });
  oracle.parse(bytes);
  return wrong ? undefined : packets;
}

/** The packets in `bytes` as our codec reads them. */
export function ours(
  bytes: Uint8Array,
  lastTopic: Uint8Array = new Uint8Array(),
  anyTopic = false,
): IncomingPacket[] {
  const packets: IncomingPacket[] = [];
  new Framer().feed(bytes, {
    frame: (chunk, at, header, end) => packets.push(readPacket(chunk, at, header, end, lastTopic, anyTopic)),
  });
  return packets;
}
