import { isUtf8 } from '#bytes/utf8';
import { CONNECT, passwordIn } from '#mqtt/codec/connect';
import { describePacket } from '#mqtt/codec/describe-packet';
import { readPublish } from '#mqtt/codec/publish';
import type { PacketDirection } from '#trace/watch-dial';
import { cut, MAX_TEXT } from './cut.ts';

/** Of UTF-8. */
const MAX_CHARACTER_BYTES = 4;
/** Bytes of a packet that is no PUBLISH and is kept whole. */
const MAX_WHOLE = 1024;
const NOTHING = new Uint8Array(0);
const STAR = 0x2a;

/** Types of packets, as the first four bits have them (MQTT 3.1.1, 2.2.1). */
const TYPE = { connect: 1, connack: 2, publish: 3, puback: 4, unsuback: 11 } as const;

/** A packet as its event has it, without the link. @param headerBytes size of its fixed header */
export function packetFacts(direction: PacketDirection, bytes: Uint8Array, headerBytes: number) {
  const [packet = '', ...text] = describePacket(bytes, headerBytes).split(' ');
  // The name of one that is malformed ends with a comma.
  const sound = !packet.endsWith(',');
  return {
    direction: direction === '>' ? ('sent' as const) : ('received' as const),
    ...{ packet: sound ? packet : packet.slice(0, -1), text: text.join(' '), bytes: bytes.length },
    ...(sound && factsOf((bytes[0] ?? 0) >> 4, bytes, headerBytes)),
  };
}

/** What a whole packet says to who pairs it with others, and its bytes where they are not told otherwise. */
function factsOf(type: number, bytes: Uint8Array, headerBytes: number) {
  if (type === TYPE.publish) return publishFacts(bytes, headerBytes);
  const whole = bytes.length <= MAX_WHOLE && { base64: base64Of(withoutPassword(type, bytes)) };
  if (type === TYPE.connack) return { returnCode: bytes[headerBytes + 1] ?? 0, ...whole };
  const hasId = type >= TYPE.puback && type <= TYPE.unsuback;
  if (!hasId) return whole;
  return { packetId: ((bytes[headerBytes] ?? 0) << 8) | (bytes[headerBytes + 1] ?? 0), ...whole };
}

function publishFacts(bytes: Uint8Array, headerBytes: number) {
  const { id, topic, payload, qos, retain, dup } = readPublish(
    ...([bytes, 0, headerBytes, bytes.length, NOTHING, true] as const),
  );
  const shown = payload.subarray(0, MAX_TEXT * MAX_CHARACTER_BYTES);
  return {
    ...(id !== 0 && { packetId: id }),
    ...(dup && { dup }),
    ...{ topic: textOf(topic), qos, retain, payload: cut(textOf(shown)) },
    ...(!isUtf8(payload) && { payloadBase64: base64Of(payload.subarray(0, MAX_TEXT)) }),
  };
}

function withoutPassword(type: number, bytes: Uint8Array): Uint8Array {
  if (type !== TYPE.connect || bytes[0] !== CONNECT) return bytes;
  const { from, to } = passwordIn(bytes, 0, bytes.length);
  if (from === to) return bytes;
  // A copy: `slice` of a Buffer is none, and what is here goes to the broker.
  return new Uint8Array(bytes).fill(STAR, from, to);
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
