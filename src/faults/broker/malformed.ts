import type { WriteBuffer } from '#bytes/write-buffer';
import { writeConnack } from '#mqtt/codec/connack';
import { writePingreq } from '#mqtt/codec/ping';
import { writePuback } from '#mqtt/codec/puback';
import { changePublish, writePublish } from '#mqtt/codec/publish';
import { REFUSED, writeSuback } from '#mqtt/codec/suback';
import type { Random } from '#random/random';
import { encode } from './encode.ts';

const PAYLOAD = Buffer.from('malformed');
/** Brokers answer what a client has sent, and clients count upwards from 1. */
const UNUSED_ID = 65_000;

const publish =
  (topic: Uint8Array | string, qos: 0 | 1 | 2 = 0) =>
  (output: WriteBuffer): void =>
    writePublish(
      output,
      Buffer.from(topic as Uint8Array),
      PAYLOAD,
      qos,
      false,
      false,
      qos === 0 ? 0 : UNUSED_ID,
    );

/** Packets that MQTT 3.1.1 does not allow a broker to send, by what is wrong with them. */
const MALFORMED = {
  /** A remaining length of more than four bytes [MQTT-2.2.3]. */
  remainingLength: () => Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0xff, 0x7f),
  /** A PUBACK that is longer than it may be. */
  length: () =>
    withByte(
      encode((output) => writePuback(output, UNUSED_ID)),
      1,
      3,
      [0],
    ),
  reservedType0: () => Uint8Array.of(0x00, 0x00),
  reservedType15: () => Uint8Array.of(0xf0, 0x00),
  /** [MQTT-2.2.2-1] */
  flags: () =>
    withByte(
      encode((output) => writePuback(output, UNUSED_ID)),
      0,
      0x4f,
    ),
  /** A packet that only a client may send. */
  pingreq: () => encode(writePingreq),
  /** [MQTT-3.2.0-1] */
  secondConnack: () => encode((output) => writeConnack(output, false, 0)),
  /** A SUBACK for what nobody asked for. */
  subackId: () => encode((output) => writeSuback(output, UNUSED_ID, [REFUSED])),
  /** [MQTT-2.3.1-1] */
  zeroId: () => changePublish(encode(publish('malformed', 1)), 2, { id: 0 }),
  /** [MQTT-3.3.2-2] */
  wildcardTopic: () => encode(publish('malformed/#')),
  /** [MQTT-3.3.1-4] */
  qos3: () => withByte(encode(publish('malformed', 1)), 0, 0x36),
  /** [MQTT-1.5.3-1] */
  notUtf8: () => encode(publish(Uint8Array.of(0x6d, 0xff, 0xfe))),
} as const;

/** What is wrong with a packet. */
type MalformedKind = keyof typeof MALFORMED;
export const MALFORMED_KINDS = Object.keys(MALFORMED) as [MalformedKind, ...MalformedKind[]];

/** A packet that a broker may not send. @param kind what is wrong with it; chance chooses one unless given */
export function malformedPacket(kind: MalformedKind | undefined, random: Random): Uint8Array {
  const chosen = MALFORMED_KINDS[Math.floor(random.next() * MALFORMED_KINDS.length)] ?? 'flags';
  return MALFORMED[kind ?? chosen]();
}

/** A packet with another byte, and some more behind it. */
function withByte(packet: Uint8Array, at: number, byte: number, more: readonly number[] = []): Uint8Array {
  const changed = Buffer.from([...packet, ...more]);
  changed[at] = byte;
  return changed;
}
