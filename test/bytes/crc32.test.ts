import * as zlib from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32 } from '#bytes/crc32';

test('it is the CRC-32 of zlib', () => {
  expect(crc32(Buffer.from('123456789'))).toBe(0xcbf4_3926);
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(0xffff_ffff), (bytes, start) => {
      expect(crc32(bytes, start)).toBe(zlib.crc32(bytes, start));
    }),
  );
});

test('two parts make the whole; no bytes change nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (head, tail) => {
      expect(crc32(tail, crc32(head))).toBe(crc32(Buffer.concat([head, tail])));
    }),
  );
  expect(crc32(Buffer.alloc(0), 0xffff_ffff)).toBe(0xffff_ffff);
});
