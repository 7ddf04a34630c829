import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readRetiredWords, retiredNames, retiredPhrases } from './retired-words.ts';

const ROOT = join(import.meta.dirname, '../..');
const LIST = 'test/architecture/retired-identifiers.txt';

const words = readRetiredWords(readFileSync(join(ROOT, LIST), 'utf8'));

const sources = filesIn(
  ['src', 'test', 'bench', 'tools', 'site/source', 'site/.vitepress/theme'],
  /\.(ts|js)$/,
);
const pages = ['README.md', ...filesIn(['docs', 'examples'], /\.md$/)];

function filesIn(folders: readonly string[], name: RegExp): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => name.test(path))
      .map((path) => join(folder, path)),
  );
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Of a test that parses every source, on a machine that is busy. */
const PARSING_MS = 60_000;

describe('a retired word', () => {
  test('is no name in the code', { timeout: PARSING_MS }, () => {
    expect(sources.length).toBeGreaterThan(500);
    expect(sources.flatMap((path) => retiredNames(words, path, read(path)))).toEqual([]);
  });

  test('stands in no comment and no page', () => {
    // This file says such words.
    const files = [...sources, ...pages].filter((path) => join(ROOT, path) !== import.meta.filename);
    expect(files.flatMap((path) => retiredPhrases(words, path, read(path)))).toEqual([]);
  });
});

describe('is found', () => {
  const list = readRetiredWords(`# a comment
[identifiers]
Ear  AtResponseParser
*least*   min

[phrases]
said unasked  URC
`);

  test.each([
    ['src/a.ts', 'class Ear {}', ['Ear: say AtResponseParser']],
    ['src/a.ts', 'class Early { ear = "Ear"; /* Ear */ }', []],
    [
      'src/a.ts',
      'const x = { leastMs: 1 }; x.LEAST; y.#atLeast;',
      ['leastMs', 'LEAST', 'atLeast'].map(sayMin),
    ],
    ['src/least-squares.ts', '', [sayMin('least-squares')]],
    ['bench/a.js', 'const pleasant = 1; // at least', []],
  ])('as a name in %s: %s', (path, source, found) => {
    expect(retiredNames(list, path, source)).toEqual(found.map((each) => `${path}: ${each}`));
  });

  test.each([
    '/** What is said unasked. */',
    '/**\n * What is said\n * unasked.\n */',
    '// What is Said\n  // Unasked.',
    'What is said\nunasked',
  ])('as a phrase in %j', (text) => {
    expect(retiredPhrases(list, 'a.ts', text)).toEqual(['a.ts: said unasked: say URC']);
  });

  function sayMin(name: string): string {
    return `${name}: say min`;
  }
});

test('a word without what replaced it is no entry', () => {
  expect(() => readRetiredWords('[identifiers]\nEar')).toThrow('what replaced it? Ear');
});
