import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ManufacturingValue } from '#module/flash/manufacturing';
import { openFlashDirectory } from '#node/flash/directory';
import { openManufacturingDirectory } from '#node/flash/manufacturing-directory';
import { anyName, anyValue } from '../../module/flash/arbitrary.ts';
import { folder } from '../../support/folder.ts';
import { binary, filesIn, open, PEM, put } from './opened.ts';

describe('the files', () => {
  test.each<[string, ManufacturingValue, string]>([
    ['k.pem', binary(PEM), PEM],
    ['k.bin', binary('-----not PEM'), '-----not PEM'],
    ['k.bin', binary(''), ''],
    ['k.txt', { type: 7, value: Buffer.from('MINI-1') }, 'MINI-1'],
    ['k.txt', { type: 7, value: Buffer.from(PEM) }, PEM],
    ['k.u8', { type: 1, value: 255 }, '255\n'],
    ['k.i8', { type: 2, value: -128 }, '-128\n'],
    ['k.u16', { type: 3, value: 65_535 }, '65535\n'],
    ['k.i16', { type: 4, value: -1 }, '-1\n'],
    ['k.u32', { type: 5, value: 0 }, '0\n'],
    ['k.i32', { type: 6, value: 115_200 }, '115200\n'],
  ])('%s holds its value so that a person can read it', (name, value, content) => {
    const { store, directory } = open();
    store.write('mqtt_ca', 'k', value);
    expect(filesIn(directory)).toEqual([`mqtt_ca/${name}`]);
    expect(readFileSync(join(directory, 'mqtt_ca', name), 'utf8')).toBe(content);
    expect(openManufacturingDirectory(directory).read('mqtt_ca', 'k')).toEqual(value);
  });

  test('a value is one file, whatever it was before', () => {
    fc.assert(
      fc.property(fc.array(anyValue(), { minLength: 1, maxLength: 6 }), (values) => {
        const { store, directory } = open();
        for (const value of values) {
          store.write('my_app', 'k', value);
          expect(filesIn(directory)).toHaveLength(1);
        }
        expect(openManufacturingDirectory(directory).read('my_app', 'k')).toEqual(values.at(-1));
      }),
      { numRuns: 50 },
    );
  });

  test('a flash directory has them in mfg', () => {
    const directory = folder();
    openFlashDirectory(directory).manufacturing.write('mqtt_ca', 'mqtt_ca.1', binary(PEM));
    expect(readFileSync(join(directory, 'mfg/mqtt_ca/mqtt_ca.1.pem'), 'utf8')).toBe(PEM);
    openFlashDirectory(directory).restore();
    expect(openFlashDirectory(directory).manufacturing.keys('mqtt_ca')).toHaveLength(1);
  });

  test('a namespace that is empty has no directory, unless a person keeps something in it', () => {
    const { store, directory } = open();
    store.write('mqtt_ca', 'k', binary('x'));
    store.erase('mqtt_ca', 'k');
    expect(existsSync(join(directory, 'mqtt_ca'))).toBe(false);
    store.write('mqtt_ca', 'k', binary('x'));
    writeFileSync(join(directory, 'mqtt_ca', 'README'), 'mine');
    store.erase();
    expect(filesIn(directory)).toEqual(['mqtt_ca/README']);
  });
});

describe('by hand', () => {
  test('a PEM file is a binary value at once', () => {
    const opened = open();
    put(opened, 'mqtt_ca/mqtt_ca.pem', PEM);
    put(opened, 'mqtt_ca/mqtt_ca.1.pem', 'anything');
    put(opened, 'my_app/note.txt', 'hello');
    const { store } = opened;
    expect(store.keys('mqtt_ca')).toEqual([
      { key: 'mqtt_ca', type: 8 },
      { key: 'mqtt_ca.1', type: 8 },
    ]);
    expect(store.read('mqtt_ca', 'mqtt_ca')).toEqual(binary(PEM));
    expect(store.read('mqtt_ca', 'mqtt_ca.1')).toEqual(binary('anything'));
    expect(store.namespaces()).toEqual(['mqtt_ca', 'my_app']);
  });

  test('a file that is changed or removed is so for the next read', () => {
    const opened = open();
    const { store } = opened;
    store.write('mqtt_ca', 'mqtt_ca', binary(PEM));
    const file = put(opened, 'mqtt_ca/mqtt_ca.pem', 'new\n');
    expect(store.read('mqtt_ca', 'mqtt_ca')).toEqual(binary('new\n'));
    rmSync(file);
    expect(store.read('mqtt_ca', 'mqtt_ca')).toBeUndefined();
    expect(store.keys('mqtt_ca')).toEqual([]);
  });

  test('of two files for a key the one that came last counts, and a write leaves one', async () => {
    const opened = open();
    const { store, directory } = opened;
    store.write('mqtt_ca', 'k', binary('stored'));
    const before = statSync(join(directory, 'mqtt_ca/k.bin')).ctimeMs;
    const file = put(opened, 'mqtt_ca/k.pem', PEM);
    // The file system's clock goes in steps of some milliseconds.
    while (statSync(file).ctimeMs <= before) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      writeFileSync(file, PEM);
    }
    expect(store.keys('mqtt_ca')).toEqual([{ key: 'k', type: 8 }]);
    expect(store.read('mqtt_ca', 'k')).toEqual(binary(PEM));
    store.write('mqtt_ca', 'k', { type: 1, value: 7 });
    expect(filesIn(directory)).toEqual(['mqtt_ca/k.u8']);
  });

  test('erasing removes every file of a key', () => {
    const opened = open();
    for (const ending of ['pem', 'bin', 'txt', 'i32']) put(opened, `mqtt_ca/k.${ending}`, '1');
    opened.store.erase('mqtt_ca', 'k');
    expect(filesIn(opened.directory)).toEqual([]);
  });

  test('files that are no values are left alone', () => {
    const opened = open();
    const strange = [
      'README',
      'mqtt_ca.crt',
      'mqtt_ca.pem~',
      'mqtt_ca.pem.1',
      '.pem',
      '%4.pem',
      '%41.pem',
      'a b.pem',
    ];
    for (const name of [...strange, 'a_name_that_is_too_long.pem']) put(opened, `mqtt_ca/${name}`, PEM);
    mkdirSync(join(opened.directory, 'mqtt_ca/folder.pem'));
    put(opened, 'stray.pem', PEM);
    put(opened, 'a_namespace_too_long/k.pem', PEM);
    expect(opened.store.keys('mqtt_ca')).toEqual([]);
    expect(opened.store.namespaces()).toEqual([]);
    const before = filesIn(opened.directory);
    opened.store.erase();
    expect(filesIn(opened.directory)).toEqual(before);
  });

  test.each(['', 'abc', '256', '-1', '1.5', '1 2', '0x10', '1e2'])(
    'a number file with %j says what it should hold',
    (content) => {
      const opened = open();
      const file = put(opened, 'factory_param/k.u8', content);
      expect(() => opened.store.read('factory_param', 'k')).toThrow(
        expect.objectContaining({
          name: 'FlashError',
          message: `${file} should hold one u8, a number from 0 to 255.`,
        }),
      );
    },
  );

  test('spaces and line ends round a number do not matter', () => {
    const opened = open();
    put(opened, 'factory_param/k.i16', '  -5\r\n');
    expect(opened.store.read('factory_param', 'k')).toEqual({ type: 4, value: -5 });
  });

  test('a link is followed, and a broken one is named', () => {
    const opened = open();
    const file = put(opened, 'elsewhere', PEM);
    mkdirSync(join(opened.directory, 'mqtt_ca'));
    symlinkSync(file, join(opened.directory, 'mqtt_ca/k.pem'));
    expect(opened.store.read('mqtt_ca', 'k')).toEqual(binary(PEM));
    rmSync(file);
    expect(() => opened.store.read('mqtt_ca', 'k')).toThrow(/k\.pem exists but cannot be opened/);
  });
});

describe('names from the host', () => {
  test.each([
    ['../up', '%2E.%2Fup'],
    ['..', '%2E.'],
    ['.', '%2E'],
    ['/etc/passwd', '%2Fetc%2Fpasswd'],
    ['a\\b', 'a%5Cb'],
    ['.writing-1', '%2Ewriting-1'],
    ['%2E', '%252E'],
    ['-rf *', '-rf%20%2A'],
    [Buffer.from('温度').toString('latin1'), '%E6%B8%A9%E5%BA%A6'],
    ['\x01\xff', '%01%FF'],
  ])('%j stays in the directory as %s', (name, encoded) => {
    const { store, directory } = open();
    store.write(name, name, binary('x'));
    expect(filesIn(directory)).toEqual([`${encoded}/${encoded}.bin`]);
    expect(store.namespaces().at(-1)).toBe(name);
    expect(store.keys(name)).toEqual([{ key: name, type: 8 }]);
  });

  test('whatever they are, only the directory of the namespace is touched', () => {
    fc.assert(
      fc.property(anyName, anyName, anyValue(100), (namespace, key, value) => {
        const outer = folder();
        const store = openManufacturingDirectory(join(outer, 'mfg'));
        store.write(namespace, key, value);
        expect(readdirSync(outer)).toEqual(['mfg']);
        expect(filesIn(outer)).toHaveLength(1);
        expect(filesIn(outer)[0]?.split('/')).toHaveLength(3);
        expect(store.read(namespace, key)).toEqual(value);
        store.erase(namespace, key);
        expect(filesIn(outer)).toEqual([]);
      }),
    );
  });
});
