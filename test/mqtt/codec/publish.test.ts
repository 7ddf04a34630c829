import fc from 'fast-check';
import { generate, type Packet, parser } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { WriteBuffer } from '#bytes/write-buffer';
import { MAX_REMAINING_LENGTH } from '#mqtt/codec/fixed-header';
import { LARGE_BYTES, writePublish } from '#mqtt/codec/publish';
import type { QoS } from '#mqtt/types';

interface Message {
  topic: string;
  payload: Uint8Array;
  qos: QoS;
  retain: boolean;
  dup: boolean;
  messageId: number;
}

const message = fc.record<Message>({
  topic: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }),
  payload: fc.oneof(fc.uint8Array({ maxLength: 400 }), fc.uint8Array({ size: 'max', maxLength: 70_000 })),
  qos: fc.constantFrom<QoS>(0, 1, 2),
  retain: fc.boolean(),
  dup: fc.boolean(),
  messageId: fc.integer({ min: 1, max: 65_535 }),
});

/** Of QoS 0, which has neither [MQTT-3.3.1-2, MQTT-2.3.1-5]. */
const plain = { qos: 0, retain: false, dup: false, messageId: 0 } as const;

function encode(messages: Message[]): Buffer[] {
  const chunks: Buffer[] = [];
  const output = new WriteBuffer((chunk) => chunks.push(chunk));
  for (const { topic, payload, qos, retain, dup, messageId } of messages) {
    writePublish(output, Buffer.from(topic), payload, qos, retain, qos > 0 && dup, qos > 0 ? messageId : 0);
  }
  output.flush();
  return chunks;
}

function parse(chunks: Buffer[]): Packet[] {
  const packets: Packet[] = [];
  const reader = parser({ protocolVersion: 4 });
  reader.on('packet', (packet) => packets.push(packet));
  for (const chunk of chunks) reader.parse(chunk);
  return packets;
}

describe('PUBLISH, written', () => {
  it('is what mqtt-packet reads back', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 20 }), (messages) => {
        const read = parse(encode(messages));
        expect(read.length).toBe(messages.length);
        for (const [i, packet] of read.entries()) {
          const { topic, payload, qos, retain, dup, messageId } = messages[i] as Message;
          const more = qos > 0 ? { dup, messageId } : { dup: false };
          expect(packet).toMatchObject({ cmd: 'publish', topic, retain, qos, ...more });
          expect(packet.cmd === 'publish' && Buffer.compare(Buffer.from(packet.payload), payload)).toBe(0);
        }
      }),
    );
  });

  it('writes the very bytes mqtt-packet writes', () => {
    fc.assert(
      fc.property(message, (made) => {
        const theirs = generate({
          cmd: 'publish',
          ...made,
          payload: Buffer.from(made.payload),
          dup: made.qos > 0 && made.dup,
        });
        expect(Buffer.concat(encode([made])).equals(theirs)).toBe(true);
      }),
    );
  });

  it('copies a small payload, which may be a view of a line', () => {
    const payload = Buffer.alloc(LARGE_BYTES - 1, 'a');
    const chunks = encode([{ ...plain, topic: 't', payload }]);
    payload.fill('b');
    expect(Buffer.concat(chunks).includes('b')).toBe(false);
  });

  it('hands a large payload on as it is', () => {
    const payload = Buffer.alloc(LARGE_BYTES, 'a');
    expect(encode([{ ...plain, topic: 't', payload }])).toContain(payload);
  });

  it('refuses a packet longer than MQTT can express, and writes nothing', () => {
    const output = new WriteBuffer(() => {});
    const payload = { length: MAX_REMAINING_LENGTH - 2 } as Uint8Array;
    expect(() => writePublish(output, Buffer.from('t'), payload, 0, false, false, 0)).toThrow(
      expect.objectContaining({ code: 'PACKET_TOO_LARGE' }),
    );
    expect(output.length).toBe(0);
  });
});
