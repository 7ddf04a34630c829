import { expect, test } from 'vitest';
import { resolveName } from '#node/resolve-name';

// This computer's resolver, with names that need no network.

test('a name of the hosts file is found', async () => {
  expect(await resolveName('localhost', 4)).toBe('127.0.0.1');
});

test('an address is its own', async () => {
  expect(await resolveName('192.0.2.7', 4)).toBe('192.0.2.7');
  expect(await resolveName('2001:db8::7', 6)).toBe('2001:db8::7');
});

test('a name that nobody has is told in one sentence', async () => {
  await expect(resolveName('a..b', 4)).rejects.toThrow(/^a\.\.b has no IPv4 address: /);
});
