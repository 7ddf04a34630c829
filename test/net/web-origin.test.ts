import { describe, expect, test } from 'vitest';
import { foreignOrigin, parseOrigin } from '#net/web-origin';

test.each([
  [undefined, false],
  ['http://localhost', false],
  ['https://localhost:8443', false],
  ['http://app.localhost:3000', false],
  ['http://127.0.0.1:8080', false],
  ['http://127.1.2.3', false],
  ['http://[::1]:8080', false],
  ['http://LOCALHOST', false],
  ['null', true],
  ['', true],
  ['file://', true],
  ['http://evil.example', true],
  ['http://localhost.evil.example', true],
  ['http://127.0.0.1.evil.example', true],
  ['http://127.0.0.1@evil.example', true],
  ['http://notlocalhost', true],
  ['http://192.168.0.2', true],
  ['http://0.0.0.0', true],
  ['http://[2001:db8::1]', true],
  ['http://2130706433', false],
  ['http://localhost, http://evil.example', true],
])('a page from %j: foreign %s', (origin, foreign) => {
  expect(foreignOrigin(origin) !== undefined).toBe(foreign);
});

test('what is allowed is compared whole', () => {
  const allowed = ['https://board.example'];
  expect(foreignOrigin('https://board.example', allowed)).toBeUndefined();
  for (const other of [
    'http://board.example',
    'https://board.example:8443',
    'https://a.board.example',
    'null',
  ]) {
    expect(foreignOrigin(other, allowed)).toBeDefined();
  }
});

describe('an origin as a user writes it', () => {
  test.each([
    ['https://Board.example/', 'https://board.example'],
    ['https://board.example:443', 'https://board.example'],
    ['http://192.168.0.2:8080', 'http://192.168.0.2:8080'],
    ['null', 'null'],
    ['moz-extension://0a1b', 'moz-extension://0a1b'],
  ])('%s is %s', (text, origin) => {
    expect(parseOrigin(text, '--allow-origin')).toBe(origin);
  });

  test.each([
    '',
    '*',
    'board.example',
    'https://board.example/page',
    'https://board.example?',
    'file:///tmp/a.html',
  ])('%j is none', (text) => {
    expect(() => parseOrigin(text, '--allow-origin')).toThrow(
      /^--allow-origin takes an origin, such as .* null for/,
    );
  });
});
