import net from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isIP, isIPv4, isIPv6 } from '#net/ip';

const piece = fc.constantFrom(
  ...['0', '1', '9', '00', '01', '10', '99', '100', '199', '200', '249', '250', '255', '256', '999'],
  ...['f', 'ffff', 'FfFf', 'fffff', 'g', '', ' ', '\n', '%', '%eth0', '%1', '%a-b.c:d', '%_', '[', ']', '１'],
  ...['127.0.0.1', '1.2.3.256', '01.2.3.4', '::', ':', '.'],
);
const joined = fc
  .tuple(fc.array(piece, { maxLength: 9 }), fc.constantFrom('.', ':', ''))
  .map(([pieces, by]) => pieces.join(by));

test.each([
  '127.0.0.1',
  '0.0.0.0',
  '1.2.3.4.',
  '1.2.3',
  '1.2.3.4.5',
  '::',
  '::1',
  '1::',
  ':1',
  '1:',
  ':::',
  '1::2::3',
  'fe80::1%eth0',
  'fe80::1%',
  '%eth0',
  '::ffff:1.2.3.4',
  '::1.2.3.4',
  '1.2.3.4::',
  '::1.2.3.4%1',
  '::1.2.3.256',
  '::1.2.3.256%1',
  '::1%:1.2.3.256',
  '::%_',
  '::1%a%b',
  '::1.2.3.4:1',
  '1:2:3:4:5:6:7:8',
  '1:2:3:4:5:6:7::',
  '::2:3:4:5:6:7:8',
  '1::3:4:5:6:7:8',
  '1::2:3:4:5:6:7:8',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:1.2.3.4',
  '1:2:3:4:5:6:7:1.2.3.4',
  '1:2:3:4:5::1.2.3.4',
  '1:2:3:4:5:6::1.2.3.4',
  '[::1]',
  '',
])('Node and this project agree on what %j is', (text) => {
  expect([isIP(text), isIPv4(text), isIPv6(text)]).toEqual([
    net.isIP(text),
    net.isIPv4(text),
    net.isIPv6(text),
  ]);
});

test('they agree on all that comes near to an address', () => {
  fc.assert(
    fc.property(fc.oneof(joined, fc.ipV4(), fc.ipV6(), fc.ipV4Extended()), (text) => {
      expect([text, isIP(text)]).toEqual([text, net.isIP(text)]);
    }),
    { numRuns: 5000 },
  );
});
