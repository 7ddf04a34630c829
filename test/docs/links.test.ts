import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { brokenLinks } from './links.ts';

const ROOT = join(import.meta.dirname, '../..');

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
