import { expect, test } from 'vitest';
import { Backoff } from '#time/backoff';

test('each delay is twice the one before, up to the greatest', () => {
  const backoff = new Backoff({ minMs: 250, maxMs: 1500 });
  expect(Array.from({ length: 5 }, () => backoff.next())).toEqual([250, 500, 1000, 1500, 1500]);
});

test('a reset begins anew', () => {
  const backoff = new Backoff({ minMs: 1, maxMs: 16 });
  backoff.next();
  backoff.next();
  backoff.reset();
  expect([backoff.next(), backoff.next()]).toEqual([1, 2]);
});
