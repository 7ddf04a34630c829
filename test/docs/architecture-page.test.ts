import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codeSpans, sectionsOf, tableRows } from '../../tools/docs/read-markdown.ts';
import { citedIn, readRules } from './rule-book.ts';

const ROOT = join(import.meta.dirname, '../..');

const sections = sectionsOf(read('docs/architecture.md'));

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

describe('docs/architecture.md', () => {
  const rows = tableRows(sections.find(({ heading }) => heading === 'Where a rule lives')?.prose ?? '').slice(
    1,
  );
  const rules = rows.map(([rule = '', , file = '']) => ({
    id: citedIn(rule)[0] ?? '',
    file: codeSpans(file)[0] ?? '',
  }));

  test('names the files of at least ten rules', () => {
    expect(rules.length).toBeGreaterThanOrEqual(10);
    const known = readRules(read('docs/spec/behaviour.md')).map(({ id }) => id);
    expect(known).toEqual(expect.arrayContaining(rules.map(({ id }) => id)));
  });

  test.each(rules)('says that $id lives in $file, which cites it', ({ id, file }) => {
    expect(citedIn(read(file))).toContain(id);
  });

  test('names only files and folders that are there', () => {
    const named = sections
      .flatMap(({ prose }) => codeSpans(prose))
      .filter((span) => /^[a-z][\w./-]*\/[\w./-]*$/.test(span));
    expect(named.length).toBeGreaterThan(40);
    const isThere = (path: string) => existsSync(join(ROOT, path)) || existsSync(join(ROOT, 'src', path));
    expect(named.filter((path) => !isThere(path))).toEqual([]);
  });
});
