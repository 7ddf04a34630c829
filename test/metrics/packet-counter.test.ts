import fc from 'fast-check';
import { generate, type Packet } from 'mqtt-packet';
import { expect, test } from 'vitest';
import { PacketCounter, PacketCounts } from '#metrics/packet-counter';

const publish = fc.record({
  topic: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }),
  payload: fc.uint8Array({ size: 'max', maxLength: 20_000 }).map((bytes) => Buffer.from(bytes)),
  qos: fc.constantFrom(0, 1, 2),
  dup: fc.boolean(),
  messageId: fc.integer({ min: 1, max: 65_535 }),
  retain: fc.boolean(),
});
const others = fc.constantFrom<Packet>(
  { cmd: 'pingreq' },
  { cmd: 'puback', messageId: 7 },
  { cmd: 'connack', returnCode: 0, sessionPresent: false },
  { cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'a/#', qos: 1 }] },
);

/** Counts bytes that come in pieces of these sizes, again and again. */
function countIn(bytes: Buffer, sizes: readonly number[]): PacketCounts {
  const counts = new PacketCounts();
  const counter = new PacketCounter(counts);
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const end = at + (sizes[turn % sizes.length] ?? 1);
    counter.feed(bytes.subarray(at, end));
    at = end;
  }
  return counts;
}

test('packets are counted however they are cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(publish, others), { maxLength: 12 }),
      fc.array(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 9000 })), {
        minLength: 1,
        maxLength: 5,
      }),
      (packets, sizes) => {
        const expected = new PacketCounts();
        const bytes = Buffer.concat(
          packets.map((packet) => {
            if ('cmd' in packet) return generate(packet);
            const qos = packet.qos as 0 | 1 | 2;
            const dup = qos > 0 && packet.dup;
            expected.publishes[qos]++;
            expected.payloadBytes[qos] += packet.payload.length;
            if (dup) expected.repeated++;
            return generate({ ...packet, cmd: 'publish', qos, dup });
          }),
        );
        expected.bytes = bytes.length;
        expect(countIn(bytes, sizes)).toEqual(expected);
      },
    ),
  );
});

test('what is no MQTT is counted as bytes', () => {
  const counts = new PacketCounts();
  const counter = new PacketCounter(counts);
  counter.feed(Buffer.from([0x36, 0x05, 0, 1]));
  counter.feed(Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x30, 0x03, 0x00, 0x01]));
  expect(counts).toMatchObject({ bytes: 13, publishes: [0, 0, 0] });
});
