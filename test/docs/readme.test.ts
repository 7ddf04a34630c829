import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { brokenLinks } from './links.ts';
import { codeSpans, linkTargets, type Section, sectionsOf, tableRows, withoutCode } from './markdown.ts';

const ROOT = join(import.meta.dirname, '../..');

const english = sectionsOf(read('README.md'));
const chinese = sectionsOf(read('README.zh-CN.md'));
/** The sections of both, side by side, by the English heading. */
const pairs = english.map((section, at): [string, Section, Section | undefined] => [
  section.heading,
  section,
  chinese[at],
]);

describe('README.zh-CN.md', () => {
  test('has the sections of README.md, in order', () => {
    expect(english.filter(({ level }) => level > 1).length).toBeGreaterThan(5);
    expect(chinese.map(({ level }) => level)).toEqual(english.map(({ level }) => level));
  });

  test('has every code block of README.md in the same section, byte for byte', () => {
    expect(english.flatMap(({ blocks }) => blocks).length).toBeGreaterThan(10);
    expect(chinese.map(({ blocks }) => blocks)).toEqual(english.map(({ blocks }) => blocks));
  });

  test('has the rows of every table of README.md, of the same port, option, setting or command', () => {
    expect(english.flatMap(({ prose }) => tableRows(prose)).length).toBeGreaterThan(30);
    expect(chinese.map(({ prose }) => tableRows(prose).map(whatRowIsOf))).toEqual(
      english.map(({ prose }) => tableRows(prose).map(whatRowIsOf)),
    );
  });

  test.each(pairs)('names in "%s" what README.md names there', (_heading, ours, theirs) => {
    const named = codeSpans(theirs?.prose ?? '');
    expect(codeSpans(ours.prose).filter((code) => !named.includes(code))).toEqual([]);
    const page = read('README.md');
    expect(named.filter((code) => !page.includes(code))).toEqual([]);
  });

  test.each(pairs)('leads in "%s" where README.md leads', (_heading, ours, theirs) => {
    const toEachOther = (target: string) => (target === 'README.zh-CN.md' ? 'README.md' : target);
    expect(linkTargets(theirs?.prose ?? '').sort()).toEqual(linkTargets(ours.prose).map(toEachOther).sort());
  });

  test('has no line that is not in Chinese', () => {
    const lines = chinese.slice(2).flatMap(({ heading, prose }) => [heading, ...prose.split('\n')]);
    const other = lines.filter((line) => /\p{L}/u.test(withoutCode(line)) && !/\p{Script=Han}/u.test(line));
    expect(other).toEqual([]);
  });

  test('begins with the way back', () => {
    expect(read('README.zh-CN.md')).toMatch(/^# atmqtt\n\n\[English\]\(README\.md\)\n/);
  });
});

describe('links', () => {
  const pages = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name));

  test.each(['README.md', 'README.zh-CN.md', 'CONTRIBUTING.md', ...pages])(
    'of %s lead to what is there',
    (page) => {
      expect(brokenLinks(ROOT, page)).toEqual([]);
    },
  );

  test('that lead nowhere are found', () => {
    const folder = mkdtempSync(join(tmpdir(), 'atmqtt-links-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const write = (name: string, lines: string[]) => {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), lines.join('\n'));
    };
    write('docs/other.md', ['# Other', '## `--fail`, twice', '## Again', '## Again', '## 端口：主机']);
    write('docs/page.md', [
      '[a](other.md) [b](other.md#--fail-twice) [c](other.md#again-1) [d](other.md#端口主机) [e](#here) [f](..)',
      '[g](https://example.com/none.md) `[h](none.md)`',
      '```',
      '# [i](none.md)',
      '```',
      '# Here',
      '[j](none.md) [k](other.md#again-2) [l](#i) [m](../../etc) [`n`](missing/)',
      '[o]: gone.md',
      '## [p](lost.md)',
    ]);
    expect(brokenLinks(folder, 'docs/page.md')).toEqual([
      'docs/page.md: none.md: there is no such file',
      'docs/page.md: other.md#again-2: there is no such heading',
      'docs/page.md: #i: there is no such heading',
      'docs/page.md: ../../etc: it leaves the repository',
      'docs/page.md: missing/: there is no such file',
      'docs/page.md: gone.md: there is no such file',
      'docs/page.md: lost.md: there is no such file',
    ]);
  });
});

/** What must be the same in every language: a first cell of nothing but code as it is, and the code of the row. */
function whatRowIsOf(cells: string[]): { first: string; code: string[]; cells: number } {
  const [first = ''] = cells;
  return {
    first: /\p{L}/u.test(withoutCode(first)) ? codeSpans(first).sort().join(' ') : first,
    code: [...new Set(cells.flatMap(codeSpans))].sort(),
    cells: cells.length,
  };
}

function read(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}
