import { isUtf8 as oracle } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeUtf8, isUtf8 } from '#bytes/utf8';

/** Bytes at the edges of what may follow what. */
const EDGES = [
  0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe6, 0xed, 0xef, 0xf0,
  0xf1, 0xf4, 0xf5, 0xff,
];

test('is as Node finds it, for all sequences of up to three bytes at the edges, and longer ones', () => {
  for (const one of EDGES) {
    for (const two of EDGES) {
      for (const three of EDGES) {
        for (const bytes of [Buffer.of(one), Buffer.of(one, two), Buffer.of(one, two, three)]) {
          expect(isUtf8(bytes)).toBe(oracle(bytes));
        }
      }
    }
  }
  const bytes = fc.array(fc.constantFrom(...EDGES), { maxLength: 8 });
  fc.assert(fc.property(bytes, (list) => isUtf8(Buffer.from(list)) === oracle(Buffer.from(list))));
});

test('text comes back as it was, and what is cut off is none', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => decodeUtf8(Buffer.from(text)) === text));
  for (let end = 1; end < 4; end++) expect(decodeUtf8(Buffer.from('😀').subarray(0, end))).toBeUndefined();
  expect(decodeUtf8(Buffer.from('\ufeffa'))).toBe('\ufeffa');
});
