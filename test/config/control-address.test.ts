import { expect, test } from 'vitest';
import { parseControlAddress } from '#config/control-address';

test.each(['unix:', 'unix:a\0b'])('%j names no socket', (text) => {
  expect(() => parseControlAddress(text)).toThrow(
    expect.objectContaining({ reason: { key: 'config.noControlPath', params: { name: '--control' } } }),
  );
});
