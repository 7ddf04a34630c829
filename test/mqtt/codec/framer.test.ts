import fc from 'fast-check';
import { generate, type Packet } from 'mqtt-packet';
import { describe, expect, test, vi } from 'vitest';
import { Framer, type FrameSink } from '#mqtt/codec/framer';

/** Feeds bytes in the given pieces. @returns each packet as its header's size and its bytes in hex */
function frames(bytes: Buffer, cuts: readonly number[] = []): string[] {
  const found: string[] = [];
  const framer = new Framer();
  const sink: FrameSink = {
    frame: (chunk, at, header, end) =>
      found.push(`${header} ${Buffer.from(chunk.subarray(at, end)).toString('hex')}`),
  };
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let from = 0;
  for (const to of [...places, bytes.length]) {
    framer.feed(bytes.subarray(from, to), sink);
    from = to;
  }
  return found;
}

const publish = (size: number): Packet => ({
  cmd: 'publish',
  topic: 't',
  payload: Buffer.alloc(size, 'x'),
  qos: 0,
  retain: false,
  dup: false,
});
const packets: fc.Arbitrary<Packet> = fc.oneof(
  fc.integer({ min: 0, max: 400 }).map(publish),
  fc.constant<Packet>({ cmd: 'pingresp' }),
  fc.integer({ min: 1, max: 65_535 }).map<Packet>((messageId) => ({ cmd: 'puback', messageId })),
);

describe('the packet framer', () => {
  test('gives the same packets however the bytes were cut', () => {
    fc.assert(
      fc.property(fc.array(packets, { maxLength: 12 }), fc.array(fc.nat()), (list, cuts) => {
        const encoded = list.map((packet) => generate(packet));
        const got = frames(Buffer.concat(encoded), cuts);
        expect(got.map((entry) => entry.split(' ')[1])).toEqual(
          encoded.map((bytes) => bytes.toString('hex')),
        );
      }),
    );
  });

  test.each([
    [124, 2],
    [125, 3],
    [16_380, 3],
    [16_381, 4],
    [2_097_148, 4],
    [2_097_149, 5],
  ])('a payload of %i bytes behind a topic of one has a fixed header of %i', (size, header) => {
    const bytes = generate(publish(size));
    expect(frames(bytes, [1, 2, 3, 4, 5, 1000])).toEqual([`${header} ${bytes.toString('hex')}`]);
  });

  test('keeps back what is not whole', () => {
    const bytes = generate(publish(300));
    for (let size = 0; size < bytes.length; size++) expect(frames(bytes.subarray(0, size))).toEqual([]);
  });

  test.each(['30ffffffffff01', '30ffffffff'])('refuses the remaining length of %s, however cut', (hex) => {
    for (let cut = 0; cut < hex.length / 2; cut++) {
      expect(() => frames(Buffer.from(hex, 'hex'), [cut])).toThrow(
        expect.objectContaining({ code: 'PROTOCOL' }),
      );
    }
  });

  test('takes a packet of many tiny pieces, and pieces of every size between them', () => {
    const bytes = generate(publish(300_000));
    const cuts: number[] = [];
    for (let at = 1; at < 5000; at++) cuts.push(at);
    for (let at = 5000; at < 100_000; at += 4500) cuts.push(at);
    for (let at = 100_000; at < 110_000; at += 3) cuts.push(at);
    expect(frames(bytes, cuts)).toEqual([`4 ${bytes.toString('hex')}`]);
  });

  test('a packet in pieces of one byte takes little more memory than its bytes', () => {
    const size = 4 * 1_048_576;
    const bytes = generate(publish(size));
    const framer = new Framer();
    const taken: number[] = [];
    const sink: FrameSink = { frame: (_chunk, at, _header, end) => void taken.push(end - at) };
    const before = process.memoryUsage();
    for (let at = 0; at < bytes.length - 1; at++) framer.feed(bytes.subarray(at, at + 1), sink);
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    // A piece by itself has a cost of some 100 bytes.
    expect(heapUsed - before.heapUsed + (arrayBuffers - before.arrayBuffers)).toBeLessThan(20 * size);
    framer.feed(bytes.subarray(-1), sink);
    expect(taken).toEqual([bytes.length]);
  });

  test('gives what comes before a remaining length that cannot be', () => {
    const frame = vi.fn();
    expect(() => new Framer().feed(Buffer.from('d00030ffffffff', 'hex'), { frame })).toThrow();
    expect(frame.mock.calls.map(([, ...places]) => places)).toEqual([[0, 2, 2]]);
  });
});
