import { statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FlashError } from '#module/flash/flash-error';
import type { ManufacturingValue } from '#module/flash/manufacturing';
import { openManufacturingDirectory } from '#node/flash/manufacturing-directory';
import { folder } from '../../support/folder.ts';
import { binary, filesIn, type Opened, open, PEM, put } from './opened.ts';

describe('modes', () => {
  const mode = (file: string): number => statSync(file).mode & 0o777;

  test.each<[string, string, ManufacturingValue, string]>([
    ['a key in a namespace of keys', 'mqtt_key', binary('secret'), 'k.bin'],
    ['a PEM key anywhere', 'my_app', binary('-----BEGIN EC PRIVATE KEY-----\n'), 'k.pem'],
    ['a key in a string', 'my_app', { type: 7, value: Buffer.from('-----BEGIN PRIVATE KEY-----') }, 'k.txt'],
  ])('%s is for its owner only', (_, namespace, value, name) => {
    const { store, directory } = open();
    const file = put({ store, directory }, `${namespace}/${name}`, 'old');
    store.write(namespace, 'k', value);
    expect(mode(file)).toBe(0o600);
  });

  test.each([0, 0o22, 0o177])('with a umask of %i every value and folder is for its owner only', (umask) => {
    // Made before, for such a umask takes rights even from the owner.
    const directory = join(folder(), 'mfg');
    const before = process.umask(umask);
    try {
      const store = openManufacturingDirectory(directory);
      store.write('mqtt_ca', 'k', binary(PEM));
      expect([directory, join(directory, 'mqtt_ca')].map(mode)).toEqual([0o700, 0o700]);
      expect(mode(join(directory, 'mqtt_ca/k.pem'))).toBe(0o600);
    } finally {
      process.umask(before);
    }
  });
});

describe('what killed programs leave behind', () => {
  const LEFT = ['.writing-1', '.writing-0f3a.123456'];

  function leave(opened: Opened, ageSeconds: number): void {
    for (const name of LEFT) {
      const file = put(opened, `mqtt_ca/${name}`, 'half');
      const then = Date.now() / 1000 - ageSeconds;
      utimesSync(file, then, then);
    }
  }

  test('is not listed, and no value', () => {
    const opened = open();
    leave(opened, 0);
    expect(opened.store.keys('mqtt_ca')).toEqual([]);
    expect(opened.store.read('mqtt_ca', '.writing-1')).toBeUndefined();
  });

  test('stays while it may be the work of a program that runs', () => {
    const opened = open();
    leave(opened, 30);
    openManufacturingDirectory(opened.directory);
    expect(filesIn(opened.directory)).toHaveLength(LEFT.length);
  });

  test('is removed when the directory is opened, and by the next write', () => {
    const opened = open();
    leave(opened, 61);
    openManufacturingDirectory(opened.directory);
    expect(filesIn(opened.directory)).toEqual([]);
    leave(opened, 61);
    opened.store.write('mqtt_ca', 'k', binary('x'));
    expect(filesIn(opened.directory)).toEqual(['mqtt_ca/k.bin']);
  });
});

test('a directory that cannot be used is named', () => {
  const file = join(folder(), 'file');
  writeFileSync(file, '');
  expect(() => openManufacturingDirectory(file)).toThrow(FlashError);
  expect(() => openManufacturingDirectory(file)).toThrow(/^.*file cannot be used: EEXIST/);
  const opened = open();
  put(opened, 'mqtt_ca', 'a file where a directory should be');
  expect(opened.store.keys('mqtt_ca')).toEqual([]);
  expect(() => opened.store.write('mqtt_ca', 'k', binary('x'))).toThrow(/k\.bin cannot be used: EEXIST/);
});
