import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeEnhancedPacket } from '#pcap/enhanced-packet';
import { LINK_TYPE, writeInterfaceDescription } from '#pcap/interface-description';
import { writeSectionHeader } from '#pcap/section-header';
import { packetOf, readPcapng } from './support/read-pcapng.ts';

test('a section begins with its byte order, says who wrote it and has no length', () => {
  const [block] = readPcapng(writeSectionHeader({ program: 'atmqtt 1', comment: 'héllo' }));
  expect(block?.type).toBe(0x0a0d0d0a);
  expect(block?.body.readUInt32LE(0)).toBe(0x1a2b3c4d);
  expect([block?.body.readUInt16LE(4), block?.body.readUInt16LE(6), block?.body.readBigInt64LE(8)]).toEqual([
    1,
    0,
    -1n,
  ]);
  expect(block?.options.map(({ code, value }) => [code, value.toString()])).toEqual([
    [1, 'héllo'],
    [4, 'atmqtt 1'],
  ]);
});

test('an interface has its link type, its name and microseconds', () => {
  const [block] = readPcapng(
    writeInterfaceDescription({ linkType: LINK_TYPE.rawIp, name: 'module0', description: 'what it says' }),
  );
  expect(block?.type).toBe(1);
  expect([block?.body.readUInt16LE(0), block?.body.readUInt32LE(4)]).toEqual([101, 0]);
  expect(block?.options.map(({ code, value }) => [code, value.toString('latin1')])).toEqual([
    [2, 'module0'],
    [3, 'what it says'],
    [9, '\x06'],
  ]);
});

test('a packet of any length keeps its bytes, its time and its comments', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 100 }),
      fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 3 }),
      fc.nat(Number.MAX_SAFE_INTEGER),
      (packet, comments, micros) => {
        const [block, ...more] = readPcapng(
          writeEnhancedPacket({ interfaceId: 7, micros, packet, comments }),
        );
        if (block === undefined || more.length > 0) throw new Error('not one block');
        const { body } = block;
        expect(block.type).toBe(6);
        expect(body.readUInt32LE(0)).toBe(7);
        expect(BigInt(body.readUInt32LE(4)) * 2n ** 32n + BigInt(body.readUInt32LE(8))).toBe(BigInt(micros));
        expect(body.readUInt32LE(16)).toBe(packet.length);
        expect(packetOf(block)).toEqual(Buffer.from(packet));
        const wanted = comments.map((text) => Buffer.from(text));
        expect(block.options.map(({ value }) => value)).toEqual(wanted);
      },
    ),
  );
});

test('a comment that is too long for an option is cut between characters', () => {
  const [block] = readPcapng(
    writeEnhancedPacket({
      interfaceId: 0,
      micros: 0,
      packet: new Uint8Array(0),
      comments: ['é'.repeat(40_000)],
    }),
  );
  expect(block?.options[0]?.value.toString()).toBe('é'.repeat(32_767));
});
