import fc from 'fast-check';
import { generate, type Packet, parser } from 'mqtt-packet';
import { describe, expect, it, test } from 'vitest';
import { Gather } from '../../src/bytes/gather.ts';
import { encodeQos0, LARGE_BYTES } from '../../src/mqtt/publish-encoder.ts';
import {
  MAX_REMAINING_LENGTH,
  remainingLengthBytes,
  writeRemainingLength,
} from '../../src/mqtt/remaining-length.ts';

interface Message {
  topic: string;
  payload: Uint8Array;
  retain: boolean;
}

const message = fc.record<Message>({
  topic: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }),
  payload: fc.oneof(fc.uint8Array({ maxLength: 400 }), fc.uint8Array({ size: 'max', maxLength: 70_000 })),
  retain: fc.boolean(),
});

function encode(messages: Message[]): Buffer[] {
  const chunks: Buffer[] = [];
  const gather = new Gather((chunk) => chunks.push(chunk));
  for (const { topic, payload, retain } of messages) encodeQos0(gather, Buffer.from(topic), payload, retain);
  gather.flush();
  return chunks;
}

function parse(chunks: Buffer[]): Packet[] {
  const packets: Packet[] = [];
  const reader = parser({ protocolVersion: 4 });
  reader.on('packet', (packet) => packets.push(packet));
  for (const chunk of chunks) reader.parse(chunk);
  return packets;
}

describe('the QoS 0 encoder', () => {
  it('writes what mqtt-packet reads back', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 20 }), (messages) => {
        const read = parse(encode(messages));
        expect(read.length).toBe(messages.length);
        for (const [i, packet] of read.entries()) {
          const { topic, payload, retain } = messages[i] as Message;
          expect(packet).toMatchObject({ cmd: 'publish', topic, retain, qos: 0, dup: false });
          expect(packet.cmd === 'publish' && Buffer.compare(Buffer.from(packet.payload), payload)).toBe(0);
        }
      }),
    );
  });

  it('writes the very bytes mqtt-packet writes', () => {
    fc.assert(
      fc.property(message, ({ topic, payload, retain }) => {
        const theirs = generate({
          cmd: 'publish',
          topic,
          payload: Buffer.from(payload),
          retain,
          qos: 0,
          dup: false,
        });
        expect(Buffer.concat(encode([{ topic, payload, retain }])).equals(theirs)).toBe(true);
      }),
    );
  });

  it('copies a small payload, which may be a view of a line', () => {
    const payload = Buffer.alloc(LARGE_BYTES - 1, 'a');
    const chunks = encode([{ topic: 't', payload, retain: false }]);
    payload.fill('b');
    expect(Buffer.concat(chunks).includes('b')).toBe(false);
  });

  it('hands a large payload on as it is', () => {
    const payload = Buffer.alloc(LARGE_BYTES, 'a');
    expect(encode([{ topic: 't', payload, retain: false }])).toContain(payload);
  });

  it('refuses a packet longer than MQTT can express, and writes nothing', () => {
    const gather = new Gather(() => {});
    const payload = { length: MAX_REMAINING_LENGTH - 2 } as Uint8Array;
    expect(() => encodeQos0(gather, Buffer.from('t'), payload, false)).toThrow(
      expect.objectContaining({ code: 'PACKET_TOO_LARGE' }),
    );
    expect(gather.length).toBe(0);
  });
});

describe('the remaining length', () => {
  test.each([
    [0, '00'],
    [127, '7f'],
    [128, '8001'],
    [16_383, 'ff7f'],
    [16_384, '808001'],
    [2_097_151, 'ffff7f'],
    [2_097_152, '80808001'],
    [MAX_REMAINING_LENGTH, 'ffffff7f'],
  ])('%i is %s', (remaining, hex) => {
    const target = Buffer.alloc(6, 0xee);
    const end = writeRemainingLength(target, 1, remaining);
    expect(target.subarray(1, end).toString('hex')).toBe(hex);
    expect(remainingLengthBytes(remaining)).toBe(end - 1);
  });

  it('decodes to what was encoded, in the number of bytes foretold', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_REMAINING_LENGTH }), (remaining) => {
        const target = Buffer.alloc(4);
        const end = writeRemainingLength(target, 0, remaining);
        const decoded = target.subarray(0, end).reduce((sum, byte, i) => sum + (byte & 0x7f) * 128 ** i, 0);
        expect([decoded, end]).toEqual([remaining, remainingLengthBytes(remaining)]);
      }),
    );
  });
});
