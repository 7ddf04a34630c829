import { duplexPair } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TestHost } from '#testing/index';

// A host of a test behind more than it takes.

const CHUNK = Buffer.alloc(65_536, 'x');

function lineOf(timeout = 5000) {
  const [near, far] = duplexPair({ highWaterMark: 2 ** 30 });
  return { host: new TestHost(near, { timeout }), far };
}

test('what is awaited behind a flood looks at each byte once, and few bytes are moved when others come', async () => {
  const { host, far } = lineOf();
  let looked = 0;
  const places = new Set<ArrayBufferLike>();
  const found = host.expectMatch('the end', (unread, seen) => {
    looked += unread.length - seen;
    places.add(unread.buffer);
    const at = unread.indexOf('!', seen);
    return at === -1 ? undefined : { value: at, size: at + 1 };
  });
  for (let count = 0; count < 256; count++) far.write(CHUNK);
  far.write('!rest');
  expect(await found).toBe(256 * CHUNK.length);
  expect(looked).toBe(256 * CHUNK.length + '!rest'.length);
  expect(places.size).toBeLessThan(15);
  expect(host.unread.toString()).toBe('rest');
});

test('what has come is found wherever it is cut, whatever others take meanwhile', async () => {
  const words = ['\r\nOK\r\n', '+SYSRAM:', 'xO', 'O', '\r\n'];
  const text = fc.array(fc.constantFrom(...words, 'x', '+SYS', '\r'), { maxLength: 20 });
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 });
  await fc.assert(
    fc.asyncProperty(text, sizes, fc.shuffledSubarray(words), async (parts, cuts, sought) => {
      const { host, far } = lineOf();
      const found: Record<string, string> = {};
      for (const word of sought) {
        host.expect(word).then(
          (taken) => {
            found[word] = taken;
          },
          () => {},
        );
      }
      // The same without any haste: all of what is left is looked at, by each in its turn, when something has come.
      const wanted: Record<string, string> = {};
      let [rest, left] = ['', parts.join('')];
      for (let turn = 0; left !== ''; turn++) {
        const size = cuts[turn % cuts.length];
        far.write(left.slice(0, size));
        rest += left.slice(0, size);
        left = left.slice(size);
        for (const word of sought) {
          const at = rest.indexOf(word);
          if (at === -1 || wanted[word] !== undefined) continue;
          wanted[word] = rest.slice(0, at + word.length);
          rest = rest.slice(at + word.length);
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(found).toEqual(wanted);
      expect(host.takeUnread().toString()).toBe(rest);
      host.leave();
    }),
  );
});

test('what was handed out stays as it is when more comes', async () => {
  const { host, far } = lineOf();
  far.write('first\r\nsecond');
  await host.expect('first\r\n');
  const { unread } = host;
  for (let count = 0; count < 100; count++) far.write('more');
  await host.expect('more'.repeat(100));
  expect(unread.toString()).toBe('second');
});
