import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isPortError, parsePortSpec } from '../../src/ports/index.ts';
import { failure } from './helpers.ts';

describe('a specification that is understood', () => {
  test.each([
    ['pty', 'pty', false],
    ['pty:/tmp/esp', 'pty', false],
    ['stdio', 'stdio', false],
    ['tcp-listen:3333', 'tcp', false],
    ['tcp-listen::3333', 'tcp', false],
    ['tcp-listen:0,fork', 'tcp', true],
    ['tcp-listen:localhost:3333', 'tcp', false],
    ['tcp-listen:0.0.0.0:3333,fork', 'tcp', true],
    ['tcp-listen:[::1]:3333', 'tcp', false],
  ])('%s', (spec, kind, fork) => {
    expect(parsePortSpec(spec)).toMatchObject({ kind, fork });
  });
});

describe('a malformed one is refused in one sentence', () => {
  test.each([
    ['', '"" is no kind of port; write one of pty[:LINK], tcp-listen:[HOST:]PORT[,fork], stdio'],
    ['memory', '"memory" is no kind of port; write one of pty[:LINK], tcp-listen:[HOST:]PORT[,fork], stdio'],
    ['pty:', '"pty:" has no path after the colon; write pty or pty:LINK'],
    ['stdio:1', '"stdio:1" takes nothing; write stdio alone'],
    ['tcp-listen', '"tcp-listen" has no port number'],
    ['tcp-listen:', '"tcp-listen:" has no port number'],
    ['tcp-listen:esp', '"tcp-listen:esp" has no port number'],
    ['tcp-listen:-1', '"tcp-listen:-1" has no port number'],
    ['tcp-listen:65536', '"tcp-listen:65536" has a port over 65535'],
    ['tcp-listen:::1:3333', '"tcp-listen:::1:3333" needs brackets round its IPv6 address'],
    ['tcp-listen:[::1', '"tcp-listen:[::1" has no port number'],
    ['tcp-listen:[nine]:1', '"tcp-listen:[nine]:1" has a host "nine" that is no address'],
    ['tcp-listen:a b:1', '"tcp-listen:a b:1" has a host "a b" that is no address'],
    ['tcp-listen:1,spoon', '"tcp-listen:1,spoon" has an option "spoon" that does not exist'],
    ['tcp-listen:1,', '"tcp-listen:1," has an option "" that does not exist'],
  ])('%s', async (spec, sentence) => {
    const error = await failure(() => parsePortSpec(spec));
    expect(isPortError(error) && error.code).toBe('MALFORMED');
    const usage = '; write tcp-listen:[HOST:]PORT[,fork], as in tcp-listen:3333';
    expect(error.message).toBe(spec.startsWith('tcp-listen') ? sentence + usage : sentence);
  });
});

test('a pty link is taken from the working directory', async () => {
  const error = await failure(() => parsePortSpec('pty:no/such/folder/esp').open({ host() {}, notice() {} }));
  expect(error.message).toBe(
    `${resolve('no/such/folder/esp')} cannot be made, because its folder does not exist`,
  );
});
