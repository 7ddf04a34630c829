import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { MAX_REMAINING_LENGTH, remainingLengthBytes, writeRemainingLength } from '#mqtt/codec/fixed-header';

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
