import { expect, test } from 'vitest';
import { macFor } from '#module/wifi/mac-address';

test.each([
  ['module0', '02:5e:86:4f:1e:fc'],
  ['sensor', '02:5e:c0:db:1d:70'],
])('the MAC address of a module called %s has not changed since version 0.1.0', (name, mac) => {
  expect(macFor(name)).toBe(mac);
});
