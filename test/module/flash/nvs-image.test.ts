import { describe, expect, test } from 'vitest';
import type { ManufacturingType } from '#module/flash/manufacturing';
import { readNvsImage } from '#module/flash/nvs-image/read';
import { DEFAULT_IMAGE_BYTES, writeNvsImage } from '#module/flash/nvs-image/write';
import {
  ACTIVE,
  blank,
  blobIndex,
  chunk,
  counted,
  crc,
  erased,
  FREEING,
  FULL,
  long,
  namespace,
  number,
  ONE_PAGE,
  type Piece,
  page,
  purged,
  setState,
  string,
} from './nvs-pages.ts';

/** What was read, short: `namespace/key type value`. */
function read(...pages: readonly Buffer[]): string[] {
  return readNvsImage(Buffer.concat(pages)).entries.map(({ namespace: space, key, stored }) => {
    const value =
      typeof stored.value === 'number' ? stored.value : Buffer.from(stored.value).toString('latin1');
    return `${space}/${key} ${stored.type} ${value}`;
  });
}

/** Compares images; hexadecimal shows where they differ. */
function expectSame(image: Buffer, ...pages: readonly Buffer[]): void {
  expect(image.toString('hex')).toBe(Buffer.concat(pages).toString('hex'));
}

const ONE_PAGE_READ = [
  'factory_param/u8 1 254',
  'factory_param/i8 2 -2',
  'factory_param/u16 3 65534',
  'factory_param/i16 4 -2',
  'factory_param/u32 5 4294967294',
  'factory_param/i32 6 -2',
  'factory_param/module_name 7 MINI-1',
  `mqtt_ca/mqtt_ca 8 ${Buffer.from(counted(70)).toString('latin1')}`,
];

test('the CRC is that of ESP-IDF', () => {
  // zlib.crc32(b'…', 0xffffffff) of Python, as the public partition generator has it.
  expect(crc([...Buffer.from('abc')])).toBe(0x359a672f);
  expect(crc([])).toBe(0xffffffff);
});

test('an entry is 32 bytes, to the letter', () => {
  // As the NVS library of ESP-IDF itself wrote it, built for a computer.
  const written =
    '00 01 01 ff df 73 5f d9 66 61 63 74 6f 72 79 5f 70 61 72 61 6d 00 00 00 01 ff ff ff ff ff ff ff';
  expect(Buffer.from(namespace('factory_param', 1).bytes).toString('hex')).toBe(written.replaceAll(' ', ''));
});

describe('reading', () => {
  test('every type of value', () => {
    expect(read(page(ACTIVE, 0, ONE_PAGE), blank(2))).toEqual(ONE_PAGE_READ);
  });

  test('a blank partition holds nothing', () => {
    expect(readNvsImage(blank(3))).toEqual({ entries: [], skipped: [] });
  });

  test('a blob in several pages, which need not lie in their order', () => {
    const content = counted(200);
    const first = page(FULL, 7, [namespace('mqtt_ca', 1), chunk(1, 'k', 0, content.slice(0, 96))]);
    const second = page(FULL, 8, [chunk(1, 'k', 1, content.slice(96, 192))]);
    const third = page(ACTIVE, 9, [chunk(1, 'k', 2, content.slice(192)), blobIndex(1, 'k', 200, 3)]);
    expect(read(third, blank(1), first, second)).toEqual([
      `mqtt_ca/k 8 ${Buffer.from(content).toString('latin1')}`,
    ]);
  });

  test('an empty blob and an empty string', () => {
    const items = [namespace('n', 1), chunk(1, 'b', 0, []), blobIndex(1, 'b', 0, 1), string(1, 's', '')];
    expect(read(page(ACTIVE, 0, items))).toEqual(['n/b 8 ', 'n/s 7 ']);
  });

  test('a blob of the older format, in one piece, and a page of the older version', () => {
    const legacy = long({ namespace: 1, type: 0x41, key: 'old' }, [1, 2, 3]);
    expect(read(page(ACTIVE, 0, [namespace('n', 1), legacy], 0xff))).toEqual(['n/old 8 \x01\x02\x03']);
  });

  test('erased items are gone, and what they held does not matter', () => {
    const items = [namespace('n', 1), erased(string(1, 'a', 'x')), purged(number(0x01, 'b', [1]))];
    const broken = { ...string(1, 'c', 'x'), bytes: string(1, 'c', 'x').bytes.map((byte) => byte ^ 1) };
    expect(read(page(ACTIVE, 0, [...items, erased(broken), number(0x01, 'd', [4])]))).toEqual(['n/d 1 4']);
  });

  test('of two items the later counts, also with another type', () => {
    const versionOne = page(FULL, 3, [namespace('n', 1), number(0x01, 'a', [1]), string(1, 'b', 'old')]);
    const newer = page(ACTIVE, 4, [number(0x01, 'b', [2]), number(0x01, 'a', [3]), number(0x01, 'a', [4])]);
    expect(read(newer, versionOne)).toEqual(['n/a 1 4', 'n/b 1 2']);
  });

  test('a blob that is being replaced is the old one until the new index is there', () => {
    const old = [namespace('n', 1), chunk(1, 'k', 0, [1]), chunk(1, 'k', 1, [2]), blobIndex(1, 'k', 2, 2)];
    const fresh = [chunk(1, 'k', 0x80, [7, 8]), blobIndex(1, 'k', 2, 1, 0x80)];
    expect(read(page(ACTIVE, 0, [...old, ...fresh.slice(0, 1)]))).toEqual(['n/k 8 \x01\x02']);
    expect(read(page(ACTIVE, 0, [...old, ...fresh]))).toEqual(['n/k 8 \x07\x08']);
    expect(read(page(ACTIVE, 0, [...old.slice(0, 3), ...fresh]))).toEqual(['n/k 8 \x07\x08']);
  });

  test('a page that was being freed counts, and the copy that was begun does not', () => {
    const items = [namespace('n', 1), number(0x01, 'a', [1]), string(1, 'b', 'text')];
    const freeing = page(FREEING, 0, items);
    const half = page(ACTIVE, 1, items);
    setState(half, 3, 0b11);
    const expected = ['n/a 1 1', 'n/b 7 text'];
    expect(read(freeing, blank(1))).toEqual(expected);
    expect(read(freeing, page(ACTIVE, 1, items))).toEqual(expected);
    expect(read(freeing, page(ACTIVE, 1, items.slice(0, 2)))).toEqual(expected);
    expect(read(freeing, half)).toEqual(expected);
  });

  test('values that AT+SYSMFG has no type for are told and skipped', () => {
    const wide = (type: number, key: string): Piece => number(type, key, [1, 2, 3, 4, 5, 6, 7, 8]);
    const items = [
      wide(0x08, 'a'),
      wide(0x18, 'b'),
      wide(0x24, 'c'),
      wide(0x28, 'd'),
      number(0x01, 'e', [1]),
    ];
    const image = readNvsImage(page(ACTIVE, 0, [namespace('n', 1), ...items]));
    expect(image.skipped.map(({ namespace: space, key, type }) => `${space}/${key} ${type}`)).toEqual([
      'n/a u64',
      'n/b i64',
      'n/c float',
      'n/d double',
    ]);
    expect(image.entries).toHaveLength(1);
  });

  test('names are bytes', () => {
    const name = Buffer.from('温度').toString('latin1');
    expect(read(page(ACTIVE, 0, [namespace(name, 1), number(0x01, name, [1])]))).toEqual([
      `${name}/${name} 1 1`,
    ]);
  });
});

describe('writing', () => {
  const entryOf = (space: string, key: string, type: ManufacturingType, value: number | Buffer) =>
    ({ namespace: space, key, stored: { type, value } }) as Parameters<typeof writeNvsImage>[0][number];

  test('the bytes are those of the description', () => {
    const entries = readNvsImage(page(ACTIVE, 0, ONE_PAGE)).entries;
    expectSame(writeNvsImage(entries, 0x3000), page(ACTIVE, 0, ONE_PAGE), blank(2));
  });

  test('without values it is blank', () => {
    expectSame(writeNvsImage([]), blank(DEFAULT_IMAGE_BYTES / 4096));
  });

  test('a blob goes on in the next page, and its index comes last', () => {
    const content = counted(4200);
    const first = [namespace('n', 1), chunk(1, 'k', 0, content.slice(0, 124 * 32))];
    const second = [chunk(1, 'k', 1, content.slice(124 * 32)), blobIndex(1, 'k', 4200, 2)];
    const image = writeNvsImage([entryOf('n', 'k', 8, Buffer.from(content))], 0x3000);
    expectSame(image, page(FULL, 0, first), page(ACTIVE, 1, second), blank(1));
  });

  test('a string does not cross pages', () => {
    const text = 'x'.repeat(3000);
    const image = writeNvsImage([
      entryOf('n', 'a', 7, Buffer.from(text)),
      entryOf('n', 'b', 7, Buffer.from(text)),
    ]);
    const [first, second] = [[namespace('n', 1), string(1, 'a', text)], [string(1, 'b', text)]];
    expectSame(image.subarray(0, 8192), page(FULL, 0, first), page(ACTIVE, 1, second));
  });

  test('a blob does not begin where a page has hardly any room', () => {
    const text = 'x'.repeat(3600);
    const image = writeNvsImage([
      entryOf('n', 'a', 7, Buffer.from(text)),
      entryOf('n', 'b', 8, Buffer.from(counted(400))),
    ]);
    const second = [chunk(1, 'b', 0, counted(400)), blobIndex(1, 'b', 400, 1)];
    expectSame(image.subarray(4096, 8192), page(ACTIVE, 1, second));
  });

  test('values that do not fit are refused with the size that would do', () => {
    const entries = [entryOf('n', 'k', 8, Buffer.alloc(9000))];
    expect(() => writeNvsImage(entries, 0x3000)).toThrow(
      'The values need an image of 16384 bytes, a free page included, not 12288.',
    );
    expect(read(writeNvsImage(entries, 0x4000))).toHaveLength(1);
  });

  test.each([0, 4096, 8192, 12_289, -4096, 1.5])('a size of %s is refused', (size) => {
    expect(() => writeNvsImage([], size)).toThrow(/has a multiple of 4096 bytes from 12288 on/);
  });

  test('what NVS cannot hold is refused', () => {
    expect(() => writeNvsImage([entryOf('n', 'k', 7, Buffer.from('a\0b'))])).toThrow(
      '"n/k" is a string with a NUL byte inside, which NVS cannot hold.',
    );
    expect(() => writeNvsImage([entryOf('n', 'k', 7, Buffer.alloc(4000, 'x'))])).toThrow(
      /at most 3999 bytes/,
    );
    expect(() => writeNvsImage([entryOf('n', 'x'.repeat(16), 1, 1)])).toThrow(/1 to 15 bytes/);
    const many = Array.from({ length: 255 }, (_, index) => entryOf(`n${index}`, 'k', 1, 1));
    expect(() => writeNvsImage(many)).toThrow('An NVS partition holds 254 namespaces.');
    expect(read(writeNvsImage(many.slice(0, 254)))).toHaveLength(254);
  });
});
