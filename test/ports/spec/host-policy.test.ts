import { expect, test } from 'vitest';
import { parsePortSpec } from '#ports/index';
import { failure } from '../support/helpers.ts';

test.each([
  ['tcp-listen:3333,slowHost=drop', 'drop'],
  ['tcp-listen:3333,slowHost=hold,fork', 'hold'],
  ['pty:/tmp/esp,slowHost=hold', 'hold'],
  ['serial:/dev/ttyUSB0,9600,rtscts,slowHost=drop', 'drop'],
  ['stdio,slowHost=drop', 'drop'],
  ['exec:printf a,slowHost=drop', 'drop'],
  ['exec:printf slowHost=drop,slowHost=drop,b', undefined],
  ['tcp-listen:3333', undefined],
])('%s', (spec, slowHost) => {
  expect(parsePortSpec(spec).slowHost).toBe(slowHost);
});

test('an option of a port that has another value says what it takes', async () => {
  const error = await failure(() => parsePortSpec('tcp-listen:3333,slowHost=never'));
  expect(error.message).toContain(
    '"tcp-listen:3333,slowHost=never" has the option slowHost, which takes hold or drop',
  );
});
