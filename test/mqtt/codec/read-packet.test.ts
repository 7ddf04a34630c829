import fc from 'fast-check';
import { generate, type Packet } from 'mqtt-packet';
import { describe, expect, test } from 'vitest';
import type { Publish } from '#mqtt/codec/publish';
import type { IncomingPacket } from '#mqtt/codec/read-packet';
import { isMqttError } from '#mqtt/errors';
import { ours, theirs } from './support.ts';

const id = fc.integer({ min: 1, max: 65_535 });
const ids = (cmd: 'puback' | 'pubrec' | 'pubrel' | 'pubcomp' | 'unsuback'): fc.Arbitrary<Packet> =>
  id.map((messageId) => ({ cmd, messageId, ...(cmd === 'unsuback' ? { granted: [] } : {}) }) as Packet);
const topic = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .filter((text) => !/[+#\0]/.test(text));
const publish = fc
  .record({
    topic,
    payload: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    qos: fc.constantFrom<0 | 1 | 2>(0, 1, 2),
    retain: fc.boolean(),
    dup: fc.boolean(),
    messageId: id,
  })
  .map(({ messageId, ...rest }): Packet => {
    return rest.qos === 0 ? { cmd: 'publish', ...rest } : { cmd: 'publish', ...rest, messageId };
  });

/** Whatever a broker may send, except CONNACK with a code that MQTT 3.1.1 does not have. */
const sent: fc.Arbitrary<Packet> = fc.oneof(
  publish,
  ids('puback'),
  ids('pubrec'),
  ids('pubrel'),
  ids('pubcomp'),
  ids('unsuback'),
  fc
    .record({ returnCode: fc.integer({ min: 0, max: 255 }), sessionPresent: fc.boolean() })
    .map((rest): Packet => ({ cmd: 'connack', ...rest })),
  fc
    .record({ messageId: id, code: fc.constantFrom(0, 1, 2, 0x80) })
    .map(({ messageId, code }): Packet => ({ cmd: 'suback', messageId, granted: [code] })),
  fc.constant<Packet>({ cmd: 'pingresp' }),
);

/** A packet of mqtt-packet in the terms of our codec. */
function translated(packet: Packet): Record<string, unknown> {
  const { cmd: type, messageId = 0 } = packet;
  switch (packet.cmd) {
    case 'publish': {
      const { payload, qos, retain, dup } = packet;
      return {
        type,
        id: messageId,
        topic: packet.topic,
        payload: Buffer.from(payload).toString('hex'),
        qos,
        retain,
        dup,
      };
    }
    case 'connack':
      return { type, sessionPresent: packet.sessionPresent, returnCode: packet.returnCode };
    case 'suback':
      return { type, id: messageId, granted: packet.granted[0] === 0x80 ? undefined : packet.granted[0] };
    case 'pingresp':
      return { type };
    default:
      return { type, id: messageId };
  }
}

function plain(packet: IncomingPacket): Record<string, unknown> {
  if (packet.type !== 'publish') return { ...packet };
  const { fixedHeaderBytes: _, ...rest } = packet;
  const payload = Buffer.from(packet.payload).toString('hex');
  return { ...rest, topic: Buffer.from(packet.topic).toString(), payload };
}

describe('what a broker sends', () => {
  test('is read as mqtt-packet generates it', () => {
    fc.assert(
      fc.property(fc.array(sent, { maxLength: 8 }), (packets) => {
        const bytes = Buffer.concat(packets.map((packet) => generate(packet)));
        expect(ours(bytes).map(plain)).toEqual(packets.map(translated));
      }),
      { numRuns: 1000 },
    );
  });

  test('is either refused with PROTOCOL, or read as mqtt-packet reads it', () => {
    const frame = fc
      .tuple(
        fc.oneof(
          fc.constantFrom(0x20, 0x30, 0x32, 0x40, 0x62, 0x90, 0xb0, 0xd0),
          fc.integer({ min: 0, max: 255 }),
        ),
        fc.uint8Array({ maxLength: 9 }),
      )
      .map(([first, rest]) => Buffer.from([first, rest.length, ...rest]));
    let read = 0;
    fc.assert(
      fc.property(frame, (bytes) => {
        let packets: IncomingPacket[];
        try {
          packets = ours(bytes);
        } catch (error) {
          expect(isMqttError(error, 'PROTOCOL')).toBe(true);
          return;
        }
        read++;
        expect(packets.map(plain)).toEqual(theirs(bytes)?.map(translated));
      }),
      { numRuns: 20_000 },
    );
    expect(read).toBeGreaterThan(100);
  });

  test('is refused with PROTOCOL or nothing, whatever bytes they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          ours(bytes);
        } catch (error) {
          expect(isMqttError(error, 'PROTOCOL')).toBe(true);
        }
      }),
      { numRuns: 5000 },
    );
  });
});

describe('the topic of a PUBLISH', () => {
  const bytes = generate({ cmd: 'publish', topic: 'a/b', payload: 'x', qos: 0, retain: false, dup: false });

  test('that repeats is the one there was', () => {
    const last = Buffer.from('a/b');
    expect((ours(bytes, last)[0] as Publish).topic).toBe(last);
  });

  test('that does not is a copy, which outlives the bytes it came in', () => {
    const [packet] = ours(Buffer.from(bytes), Buffer.from('a/c')) as [Publish];
    bytes.fill(0);
    expect(Buffer.from(packet.topic).toString()).toBe('a/b');
  });
});

test.each([
  ['CONNECT', '10020000', 'it sent CONNECT, which only clients send'],
  ['AUTH', 'f000', 'it sent AUTH, which MQTT 3.1.1 does not have'],
  ['the reserved type', '0000', 'it sent a packet of the reserved type 0'],
  ['PUBACK with flags', '41020001', 'it sent PUBACK with invalid flags'],
  ['PUBREL without its flag', '60020001', 'it sent PUBREL with invalid flags'],
  ['CONNACK with a flag it has not', '20020200', 'it sent CONNACK with invalid flags'],
  [
    'a SUBACK of QoS 3',
    '9003000103',
    'it sent SUBACK with the return code 3, which MQTT 3.1.1 does not define',
  ],
  ['QoS 3', '3603000174', 'it sent PUBLISH with QoS 3'],
  ['PUBACK of nothing', '40020000', 'it sent PUBACK with the packet identifier 0'],
  ['PUBCOMP cut short', '700100', 'it sent PUBCOMP with an invalid length'],
  ['a topic that is not UTF-8', '30030001ff', 'in a PUBLISH the topic is not valid UTF-8'],
])('%s is refused in words', (_, hex, words) => {
  expect(() => ours(Buffer.from(hex, 'hex'))).toThrow(words);
});
