import { expect, test } from 'vitest';
import { keep, NOTHING } from '#bytes/keep';

test('what is kept is a copy that holds on to nothing else', () => {
  const bytes = Buffer.from('swarm-7');
  const kept = keep(bytes);
  bytes.fill(0);
  expect(kept.toString()).toBe('swarm-7');
  expect(kept.buffer.byteLength).toBe(7);
  expect(keep(bytes.subarray(0, 0))).toBe(NOTHING);
});
