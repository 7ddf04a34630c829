import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FlashError } from '#module/flash/flash-error';
import type { NvsEntry } from '#module/flash/nvs-image/layout';
import { readNvsImage } from '#module/flash/nvs-image/read';
import { writeNvsImage } from '#module/flash/nvs-image/write';
import { anyName, anyValue } from './arbitrary.ts';
import { ACTIVE, blobIndex, chunk, entry, erased, namespace, page, string } from './nvs-pages.ts';

const PAGE = 4096;

/** Entries as one text: comparing buffers member by member takes minutes. */
function told(entries: readonly NvsEntry[]): string {
  return entries
    .map(({ namespace: space, key, stored: { type, value } }) => {
      const content = typeof value === 'number' ? value : Buffer.from(value).toString('hex');
      return `${JSON.stringify([space, key, type])} ${content}`;
    })
    .join('\n');
}

/** Distinct keys, those of a namespace together, as a store lists them. */
const anyEntries = fc
  .uniqueArray(fc.record({ namespace: anyName, key: anyName, stored: anyValue(20_000) }), {
    selector: ({ namespace: space, key }) => `${space}\0${key}`,
    maxLength: 20,
  })
  .map((entries) => {
    const expressible = entries.filter(({ stored }) => stored.type !== 7 || !stored.value.includes(0));
    const spaces = [...new Set(expressible.map((each) => each.namespace))];
    return spaces.flatMap((space) => expressible.filter((each) => each.namespace === space));
  });

describe('round trips', () => {
  test('what was written is read, byte for byte', () => {
    fc.assert(
      fc.property(anyEntries, (entries) => {
        const image = writeNvsImage(entries, 0x80000);
        expect(image.length).toBe(0x80000);
        const read = readNvsImage(image);
        expect(told(read.entries)).toBe(told(entries));
        expect(read.skipped).toEqual([]);
        expect(writeNvsImage(read.entries, 0x80000).equals(image)).toBe(true);
      }),
    );
  });

  test('sizes round the edges of a page', () => {
    const near = fc.constantFrom(0, 1, 31, 32, 33, 368, 400, 401, 3935, 3936, 3967, 3968, 3969, 3998, 3999);
    const sizes = fc.array(fc.tuple(near, fc.constantFrom(7, 8), fc.constantFrom(0, 4000, 8000)), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(sizes, (wanted) => {
        const entries = wanted.map(([size, type, more], index): NvsEntry => {
          const value = Buffer.alloc(type === 7 ? size : size + more, 'abc');
          return { namespace: 'n', key: `k${index}`, stored: { type: type as 7 | 8, value } };
        });
        expect(told(readNvsImage(writeNvsImage(entries, 0x40000)).entries)).toBe(told(entries));
      }),
    );
  });

  test('pages may lie in any order', () => {
    fc.assert(
      fc.property(anyEntries, fc.infiniteStream(fc.nat()), (entries, ranks) => {
        const image = writeNvsImage(entries, 0x80000);
        const pages = Array.from({ length: image.length / PAGE }, (_, index) => ({
          bytes: image.subarray(index * PAGE, (index + 1) * PAGE),
          rank: ranks.next().value as number,
        }));
        const shuffled = pages.sort((a, b) => a.rank - b.rank).map(({ bytes }) => bytes);
        expect(told(readNvsImage(Buffer.concat(shuffled)).entries)).toBe(told(entries));
      }),
      { numRuns: 30 },
    );
  });
});

test('any bytes are either an image or refused with a sentence', () => {
  const start = writeNvsImage(
    [{ namespace: 'n', key: 'k', stored: { type: 8, value: Buffer.alloc(5000, 'x') } }],
    0x3000,
  );
  const patches = fc.array(
    fc.tuple(fc.nat({ max: start.length - 1 }), fc.uint8Array({ minLength: 1, maxLength: 40 })),
    {
      minLength: 1,
      maxLength: 5,
    },
  );
  fc.assert(
    fc.property(patches, (changes) => {
      const image = Buffer.from(start);
      for (const [at, bytes] of changes) image.set(bytes.subarray(0, image.length - at), at);
      try {
        readNvsImage(image);
      } catch (error) {
        expect(error).toBeInstanceOf(FlashError);
      }
    }),
    { numRuns: 500 },
  );
});

describe('every flip of one bit is noticed or does no harm', () => {
  /** Entries 0 to 9, and 10 that was erased; the last bytes of the string and of the chunk are padding. */
  const PIECES = [
    namespace('factory_param', 1),
    entry({ namespace: 1, type: 0x01, key: 'sys_store', data: [1] }),
    entry({ namespace: 1, type: 0x14, key: 'uart_baudrate', data: [0, 0xc2, 1, 0] }),
    string(1, 'country_code', 'CN'),
    namespace('mqtt_ca', 2),
    chunk(2, 'mqtt_ca', 0, [...Buffer.from('-----BEGIN CERTIFICATE-----\n....')]),
    blobIndex(2, 'mqtt_ca', 32, 1),
    erased(entry({ namespace: 1, type: 0x02, key: 'gone', data: [1, 2] })),
  ];
  const ORIGINAL = page(ACTIVE, 5, PIECES);
  const BITMAP = { from: 32, to: 64 };
  const ERASED_ENTRY = 9;
  /** What a flip of the upper bit of a state does to a number in one entry of its own. */
  const ERASING = new Map([
    [1, 'lost ["factory_param","sys_store",1] 1'],
    [2, 'lost ["factory_param","uart_baudrate",6] 115200'],
    [ERASED_ENTRY, 'gained ["factory_param","gone",3] 513'],
  ]);

  /** Not noticed: what is missing from what was read, and what is too much; empty when nothing is. */
  function outcomeOf(original: Buffer, at: number, bit: number): string {
    const image = Buffer.from(original);
    image[at] = (image[at] ?? 0) ^ (1 << bit);
    try {
      const { entries, skipped } = readNvsImage(image);
      expect(skipped).toEqual([]);
      const before = told(readNvsImage(original).entries).split('\n');
      const after = told(entries).split('\n');
      const lost = before.filter((line) => !after.includes(line)).map((line) => `lost ${line}`);
      const gained = after.filter((line) => !before.includes(line)).map((line) => `gained ${line}`);
      return [...lost, ...gained].join() || 'harmless';
    } catch (error) {
      expect((error as Error).message).toMatch(/^Page \d(, entry \d+)?: .+\.$/);
      return 'noticed';
    }
  }

  function outcomes(from: number, to: number, original = ORIGINAL): Map<string, string> {
    const found = new Map<string, string>();
    for (let at = from; at < to; at++)
      for (let bit = 0; bit < 8; bit++) found.set(`${at}.${bit}`, outcomeOf(original, at, bit));
    return found;
  }

  test('in the header, all but two bits of the state, which mean that the page takes no more', () => {
    const missed = [...outcomes(0, BITMAP.from)].filter(([, outcome]) => outcome !== 'noticed');
    // Active becomes full; the items of a full page count just as well.
    expect(missed).toEqual([['0.1', 'harmless']]);
  });

  test('in the entries, all but padding and what was erased', () => {
    const end = 64 + PIECES.reduce((size, { bytes }) => size + bytes.length, 0);
    const padding = 64 + 4 * 32 + 3;
    for (const [place, outcome] of outcomes(BITMAP.to, end)) {
      const at = Number(place.split('.')[0]);
      const unused = (at >= padding && at < 64 + 5 * 32) || at >= 64 + ERASED_ENTRY * 32;
      expect([place, outcome]).toEqual([place, unused ? 'harmless' : 'noticed']);
    }
  });

  test('in what is blank', () => {
    const end = 64 + (ERASED_ENTRY + 1) * 32;
    expect(new Set(outcomes(end, PAGE).values())).toEqual(new Set(['noticed']));
  });

  test('in the headers of several pages', () => {
    const stored = { type: 8, value: Buffer.alloc(5000, 'x') } as const;
    const image = writeNvsImage([{ namespace: 'n', key: 'k', stored }], 0x3000);
    const missed = [0, 1, 2].flatMap((number) =>
      [...outcomes(number * PAGE, number * PAGE + 32, image)].filter(([, outcome]) => outcome !== 'noticed'),
    );
    // The first page is full and the second active; full or active is the same to a reader.
    expect(missed).toEqual([
      ['0.1', 'harmless'],
      ['4096.1', 'harmless'],
    ]);
  });

  test('in the bitmap, all but a number marked erased or not, which is how a module erases it', () => {
    for (const [place, outcome] of outcomes(BITMAP.from, BITMAP.to)) {
      const [at = 0, bit = 0] = place.split('.').map(Number);
      const index = ((at - BITMAP.from) * 8 + bit) >> 1;
      // Two bits an entry: the lower is cleared by writing, the upper by erasing.
      const erasing = bit % 2 === 1 ? ERASING.get(index) : undefined;
      expect([place, outcome]).toEqual([place, erasing ?? (index < 126 ? 'noticed' : 'harmless')]);
    }
  });
});
