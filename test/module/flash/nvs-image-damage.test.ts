import { describe, expect, test } from 'vitest';
import { readNvsImage } from '#module/flash/nvs-image/read';
import {
  ACTIVE,
  blobIndex,
  CORRUPT,
  chunk,
  entry,
  FREEING,
  FULL,
  namespace,
  number,
  ONE_PAGE,
  type Piece,
  page,
  setState,
  u16,
  u32,
} from './nvs-pages.ts';

describe('a damaged image is refused with the place and the cause', () => {
  const whole = (): Buffer => page(ACTIVE, 0, ONE_PAGE);
  /** Entry numbers in that page: the string is 7 and 8, the namespace 9, the chunk 10 to 13, the index 14. */
  const withState = (index: number, state: number): Buffer => {
    const bytes = whole();
    setState(bytes, index, state);
    return bytes;
  };
  const withByte = (at: number, value: number): Buffer => {
    const bytes = whole();
    bytes[at] = value;
    return bytes;
  };
  const items = (...pieces: readonly Piece[]): Buffer => page(ACTIVE, 0, [namespace('n', 1), ...pieces]);
  const orphans = page(ACTIVE, 4, [number(0x01, 'other', [1])]);

  test.each<[string, Buffer, string]>([
    [
      'a cut file',
      whole().subarray(0, 4000),
      'It has 4000 bytes; an NVS partition consists of whole pages of 4096 bytes.',
    ],
    [
      'an empty file',
      Buffer.alloc(0),
      'It has 0 bytes; an NVS partition consists of whole pages of 4096 bytes.',
    ],
    [
      'zeros',
      Buffer.alloc(4096),
      'Page 0: the CRC of its header is wrong; an encrypted partition cannot be read.',
    ],
    [
      'text',
      Buffer.alloc(4096, 'hello '),
      'Page 0: the CRC of its header is wrong; an encrypted partition cannot be read.',
    ],
    ['a page marked unused', withByte(0, 0xff), 'Page 0: it is marked unused but is not blank.'],
    ['a page marked corrupt', page(CORRUPT, 0, []), 'Page 0: the module marked it corrupt.'],
    ['an impossible page state', page(0xfffffffd, 0, []), 'Page 0: its state 0xfffffffd does not exist.'],
    ['a newer version', page(ACTIVE, 0, [], 0xfd), 'Page 0: its format 0xfd is newer than is known here.'],
    [
      'two pages of one number',
      Buffer.concat([page(FULL, 4, []), orphans]),
      'Page 1: page 0 has the same sequence number 4.',
    ],
    ['a CRC of an entry', withByte(64 + 32 + 4, 0), 'Page 0, entry 1: its CRC is wrong.'],
    ['data', withByte(64 + 8 * 32, 0), 'Page 0, entry 7: the CRC of its data is wrong.'],
    [
      'a written entry marked empty',
      withState(3, 0b11),
      'Page 0, entry 3: it is marked empty but is not blank, as after an interrupted write.',
    ],
    [
      'data marked empty',
      withState(12, 0b11),
      'Page 0, entry 12: it is not marked written and holds data of entry 10.',
    ],
    [
      'data marked erased',
      withState(13, 0b00),
      'Page 0, entry 13: it is not marked written and holds data of entry 10.',
    ],
    ['the beginning of data erased', withState(10, 0b00), 'Page 0, entry 11: its CRC is wrong.'],
    [
      'an impossible entry state',
      withState(3, 0b01),
      'Page 0, entry 3: its state in the bitmap does not exist.',
    ],
    ['a gap', withState(20, 0b00), 'Page 0, entry 20: it is in use but the one before it is empty.'],
    [
      'an index erased',
      withState(14, 0b00),
      'Page 0, entry 10: it is a piece of a blob whose index is missing.',
    ],
    ['a namespace erased', withState(9, 0b00), 'Page 0, entry 14: its namespace 2 has no name.'],
    ['an unknown type', items(number(0x77, 'k', [])), 'Page 0, entry 1: its type 0x77 is unknown.'],
    [
      'a number over two entries',
      items(entry({ namespace: 1, type: 1, span: 2, key: 'k', data: [1] })),
      'Page 0, entry 1: it spans 2 entries, but its type takes one.',
    ],
    [
      'a span that does not fit its size',
      items(entry({ namespace: 1, type: 0x21, span: 3, key: 'k', data: [...u16(5), 0xff, 0xff] })),
      'Page 0, entry 1: it spans 3 entries, but 5 bytes take 2.',
    ],
    [
      'data beyond the page',
      items(entry({ namespace: 1, type: 0x21, span: 126, key: 'k', data: [...u16(4000), 0xff, 0xff] })),
      'Page 0, entry 1: its data goes beyond the page.',
    ],
    [
      'a chunk without a number',
      items(chunk(1, 'k', 0xff, [1])),
      'Page 0, entry 1: its chunk number 255 does not go with its type.',
    ],
    [
      'an index with a chunk number',
      items(entry({ namespace: 1, type: 0x48, chunk: 3, key: 'k', data: u32(1) })),
      'Page 0, entry 1: its chunk number 3 does not go with its type.',
    ],
    ['no key', items(number(0x01, '', [1])), 'Page 0, entry 1: it has no name.'],
    ['a key without end', items(number(0x01, 'x'.repeat(16), [1])), 'Page 0, entry 1: its name has no end.'],
    [
      'a missing chunk',
      items(chunk(1, 'k', 0, [1]), blobIndex(1, 'k', 2, 2)),
      'Page 0, entry 3: piece 2 of the 2 of its blob is missing.',
    ],
    [
      'a wrong total',
      items(chunk(1, 'k', 0, [1]), blobIndex(1, 'k', 2, 1)),
      'Page 0, entry 3: the pieces of its blob have 1 bytes, but should have 2.',
    ],
    [
      'an unnamed namespace',
      page(ACTIVE, 0, [number(0x01, 'k', [1])]),
      'Page 0, entry 0: its namespace 1 has no name.',
    ],
    [
      'a namespace that is no index',
      items(entry({ namespace: 0, type: 0x02, key: 'k', data: [2, 0] })),
      'Page 0, entry 1: it is where namespaces are named, but names none.',
    ],
    [
      'namespace 0',
      items(namespace('k', 0)),
      'Page 0, entry 1: it is where namespaces are named, but names none.',
    ],
    [
      'two names for a namespace',
      items(namespace('m', 1)),
      'Page 0, entry 1: namespace 1 or its name is given twice.',
    ],
    [
      'two namespaces of one name',
      items(namespace('n', 2)),
      'Page 0, entry 1: namespace 2 or its name is given twice.',
    ],
    [
      'a page being freed that was not copied',
      Buffer.concat([page(FREEING, 3, ONE_PAGE), orphans]),
      'Page 1, entry 0: page 0 is marked as being freed, but does not hold this item.',
    ],
  ])('%s', (_, image, message) => {
    expect(() => readNvsImage(image)).toThrow(expect.objectContaining({ name: 'FlashError', message }));
  });
});
