import fc from 'fast-check';
import { expect, test } from 'vitest';
import { displayWidth, wrapped } from '#cli/wrapped';

test('a sign of Han is as wide as two letters', () => {
  expect(displayWidth('配置 x，')).toBe(8);
});

test('a line is broken between signs of Han, and not before what closes or behind what opens', () => {
  expect(wrapped('一二三四五六，七八（九十）', 11)).toBe('一二三四五\n六，七八\n（九十）');
});

test('a word of letters stays whole, without the blank before it on a line of its own', () => {
  expect(wrapped('见 docs/reference/settings.md 一页', 12)).toBe('见\ndocs/reference/settings.md\n一页');
});

test('nothing is lost but blanks, whatever the text', () => {
  const signs = fc.constantFrom(...'ab 一二，。（）“”<>:：…-《》\t');
  const bare = (text: string) => text.replaceAll(/\s/g, '');
  fc.assert(
    fc.property(fc.array(signs), fc.integer({ min: 2, max: 20 }), (text, width) => {
      expect(bare(wrapped(text.join(''), width))).toBe(bare(text.join('')));
    }),
  );
});
