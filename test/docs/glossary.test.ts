import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sectionsOf, tableRows } from '../../tools/docs/read-markdown.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/glossary.md'), 'utf8');

test('the glossary says each word once', () => {
  const rows = sectionsOf(page).flatMap(({ prose }) => tableRows(prose).slice(1));
  const words = rows.flatMap(([first = '']) => first.replaceAll('*', '').split(', '));
  expect(words.length).toBeGreaterThan(50);
  expect(words.filter((word, at) => words.indexOf(word) !== at)).toEqual([]);
});
