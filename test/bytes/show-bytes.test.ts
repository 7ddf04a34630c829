import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { showBytes } from '#bytes/show-bytes';
import { decodeUtf8 } from '#bytes/utf8';

test('UTF-8 is shown as it is, a byte order mark and controls included', () => {
  expect(showBytes(Buffer.from('\ufeffGrüße\r\n\0'))).toBe('\ufeffGrüße\r\n\0');
});

test('of what is not UTF-8 each byte over 0x7f is shown in hexadecimal', () => {
  expect(showBytes(Buffer.from([0x41, 0xff, 0xc3, 0xbc, 0x0a]))).toBe('A\\xff\\xc3\\xbc\n');
});

test('what is UTF-8 is told as Node tells it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 8 }), (bytes) => {
      expect(decodeUtf8(bytes)).toBe(isUtf8(bytes) ? Buffer.from(bytes).toString() : undefined);
    }),
  );
});
