import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { URCS } from '#at/urc';
import { type Received, receivedHead, receivedLines } from '#module/link/received';

function message(options: Partial<Received> & { bytes: number }): Received {
  const { bytes, ...rest } = options;
  return { topic: Buffer.from('t'), payload: Buffer.alloc(bytes, 'x'), qos: 0, fixedHeaderBytes: 2, ...rest };
}

/** The lengths that the lines of a message announce. */
function lengths(received: Received, buffer: number): number[] {
  const text = receivedLines(receivedHead(0), received, buffer).toString('latin1');
  return [...text.matchAll(/\+MQTTSUBRECV:0,"[^"]*",(\d+),/g)].map((match) => Number(match[1]));
}

test('a line names the link and holds the bytes as they came', () => {
  const topic = Buffer.from('温度');
  const payload = Buffer.from([0, 0xff, 0x0d, 0x0a, 0x22]);
  const line = receivedLines(receivedHead(3), { topic, payload, qos: 1, fixedHeaderBytes: 2 }, 1024);
  const expected = [Buffer.from('+MQTTSUBRECV:3,"温度",5,'), payload, Buffer.from('\r\n')];
  expect(line).toEqual(Buffer.concat(expected));
});

test('a line is the URC of the table', () => {
  const bytes = fc.uint8Array({ maxLength: 2000 }).map((array) => Buffer.from(array));
  fc.assert(
    fc.property(fc.nat(4), bytes, bytes, (link, topic, payload) => {
      const line = receivedLines(receivedHead(link), { topic, payload, qos: 0, fixedHeaderBytes: 2 }, 0);
      expect(line).toEqual(URCS.mqttReceived.bytes(link, topic, payload.length, payload));
    }),
  );
});

describe('a message is split', () => {
  test.each([
    ['not when it is empty', { bytes: 0 }, 1024, [0]],
    ['not when it just fits', { bytes: 1019 }, 1024, [1019]],
    ['when one byte is left over', { bytes: 1020 }, 1024, [1019, 1]],
    ['after two bytes less with a packet identifier', { bytes: 1020, qos: 1 as const }, 1024, [1017, 3]],
    [
      'after one byte less for each further byte of the length field',
      { bytes: 1020, fixedHeaderBytes: 3 },
      1024,
      [1018, 2],
    ],
    ['into whole buffers further on', { bytes: 3100 }, 1024, [1019, 1024, 1024, 33]],
    ['never with a buffer of 0', { bytes: 5000 }, 0, [5000]],
    [
      'into whole buffers when the topic fills the first',
      { bytes: 9, topic: Buffer.alloc(8, 't') },
      4,
      [4, 4, 1],
    ],
    ['not even then when it is empty', { bytes: 0, topic: Buffer.alloc(8, 't') }, 4, [0]],
    ['into single bytes', { bytes: 3 }, 1, [1, 1, 1]],
  ])('%s', (_, options, buffer, expected) => expect(lengths(message(options), buffer)).toEqual(expected));

  test('without losing or repeating a byte, whatever its size and the buffer’s', () => {
    fc.assert(
      fc.property(fc.nat(3000), fc.nat(40), fc.nat(1100), (bytes, topicBytes, buffer) => {
        const topic = Buffer.alloc(topicBytes, 't');
        const parts = lengths(message({ bytes, topic }), buffer);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(bytes);
        expect(Math.max(...parts)).toBeLessThanOrEqual(buffer === 0 ? bytes : buffer);
        expect(parts.slice(1)).not.toContain(0);
      }),
    );
  });
});
