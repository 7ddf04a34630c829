import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { addressOf, chaptersOf } from '../../site/source/contents.ts';
import { hrefFor, type Page, readSite, type Site, twinOf } from '../../site/source/pages.ts';
import { linkTargets } from '../../tools/docs/read-markdown.ts';

const ROOT = join(import.meta.dirname, '../..');

const FILES: Readonly<Record<string, string>> = {
  'README.md': '# it\n\n[中文](README.zh-CN.md) [pages](docs/README.md)',
  'README.zh-CN.md': '# it\n\n[English](README.md)\n\n中文',
  'CHANGELOG.md': '# Changelog',
  LICENSE: 'free',
  'docs/README.md':
    '# Pages\n\n## Guides\n\n- [Ports, `all`](guides/ports.md), and\n  [for C](guides/c.md)\n- [why](why/)\n\n## For changes\n\n- [Code](../code)',
  'docs/zh-CN/README.md':
    '# 页面\n\n[English](../README.md)\n\n## 指南\n\n- [端口](ports.md)，[C 程序（英文）](../guides/c.md)',
  'docs/zh-CN/ports.md': '# 端口\n\n[English](../guides/ports.md)\n\n文',
  'docs/guides/ports.md':
    '# Ports\n\n![p](p.svg) [a](c.md#how-it-is) [b](../../LICENSE) [c](../../code) [d](../../big.json) [e](https://example.com/) [f](../zh-CN/ports.md)',
  'docs/guides/p.svg': '<svg/>',
  'docs/guides/c.md': '# From C\n\n## How it is\n\n[up](#how-it-is)',
  'docs/why/0001-a.md': '# 1. Because',
  'code/main.c': '/* ``` */',
  'code/notes.md': '# Notes\n\n[main](main.c)',
  'code/.hidden': '',
  'big.json': `"${'x'.repeat(200_000)}"`,
};

function siteOf(files: Readonly<Record<string, string>>): Site {
  const root = mkdtempSync(join(tmpdir(), 'atmqtt-site-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return readSite(root);
}

function pageAt(site: Site, source: string): Page {
  const page = site.pages.get(source);
  if (page === undefined) throw new Error(`no page is made from ${source}`);
  return page;
}

describe('the pages of the site', () => {
  test('are those of docs, and what they lead to', () => {
    const { pages, files } = siteOf(FILES);
    expect(
      Object.fromEntries([...pages.values()].map(({ source, path, kind }) => [source, `${kind} ${path}`])),
    ).toEqual({
      'README.md': 'page index.md',
      'README.zh-CN.md': 'page zh-CN/index.md',
      'CHANGELOG.md': 'page changelog.md',
      LICENSE: 'file files/LICENSE.md',
      'docs/README.md': 'page docs.md',
      'docs/zh-CN/README.md': 'page zh-CN/docs.md',
      'docs/zh-CN/ports.md': 'page zh-CN/guides/ports.md',
      'docs/guides/ports.md': 'page guides/ports.md',
      'docs/guides/c.md': 'page guides/c.md',
      'docs/why': 'folder why/index.md',
      'docs/why/0001-a.md': 'page why/0001-a.md',
      code: 'folder files/code/index.md',
      'code/main.c': 'file files/code/main.c.md',
      'code/notes.md': 'page files/code/notes.md',
    });
    expect([...files]).toEqual(
      [
        ['docs/guides/p.svg', 'guides/p.svg'],
        ['big.json', 'files/big.json'],
      ].sort(),
    );
  });

  test('lead to each other where their files do', () => {
    const site = siteOf(FILES);
    const hrefs = (source: string, ...targets: string[]) =>
      targets.map((target) => hrefFor(site, pageAt(site, source), target));
    expect(
      hrefs(
        'docs/guides/ports.md',
        'p.svg',
        'c.md#how-it-is',
        '../../LICENSE',
        '../../code/',
        '../../big.json',
        '../zh-CN/ports.md',
      ),
    ).toEqual([
      'p.svg',
      'c.md#how-it-is',
      '../files/LICENSE.md',
      '../files/code/index.md',
      '../files/big.json',
      '../zh-CN/guides/ports.md',
    ]);
    expect(hrefs('docs/zh-CN/ports.md', '../guides/ports.md', '#a')).toEqual(['../../guides/ports.md', '#a']);
    expect(hrefs('docs/guides/ports.md', 'https://example.com/', 'mailto:a@example.com')).toEqual([
      'https://example.com/',
      'mailto:a@example.com',
    ]);
    expect(hrefs('docs/why', '0001-a.md')).toEqual(['0001-a.md']);
    expect(hrefs('code', 'main.c')).toEqual(['main.c.md']);
  });

  test('know their twins in the other language', () => {
    const site = siteOf(FILES);
    const twin = (source: string) => twinOf(site, pageAt(site, source))?.source;
    expect(twin('README.md')).toBe('README.zh-CN.md');
    expect(twin('docs/guides/ports.md')).toBe('docs/zh-CN/ports.md');
    expect(twin('docs/zh-CN/README.md')).toBe('docs/README.md');
    expect(twin('docs/guides/c.md')).toBeUndefined();
  });

  test('that lead nowhere are refused', () => {
    expect(() => siteOf({ ...FILES, 'docs/a.md': '# A\n\n[b](b.md)' })).toThrow(
      'docs/b.md: pages lead to it, and it is not there',
    );
  });

  test('show a text as it is', () => {
    expect(pageAt(siteOf(FILES), 'code/main.c').markdown).toBe('# code/main.c\n\n````c\n/* ``` */\n````\n');
    expect(pageAt(siteOf(FILES), 'code').markdown).toBe(
      '# code\n\n- [main.c](main.c)\n- [Notes](notes.md)\n',
    );
  });
});

describe('the sidebar', () => {
  test('is the list of pages: the first link of an item, and below it the others by what their pages are called', () => {
    const site = siteOf(FILES);
    expect(chaptersOf(site, pageAt(site, 'docs/README.md'))).toEqual([
      {
        text: 'Guides',
        link: '/docs.html#guides',
        entries: [
          {
            text: 'Ports, all',
            link: '/guides/ports.html',
            items: [{ text: 'From C', link: '/guides/c.html', items: [] }],
          },
          { text: 'Why', link: '/why/', items: [] },
        ],
      },
      {
        text: 'For changes',
        link: '/docs.html#for-changes',
        entries: [{ text: 'Code', link: '/files/code/', items: [] }],
      },
    ]);
    expect(chaptersOf(site, pageAt(site, 'docs/zh-CN/README.md'))).toEqual([
      {
        text: '指南',
        link: '/zh-CN/docs.html#指南',
        entries: [
          {
            text: '端口',
            link: '/zh-CN/guides/ports.html',
            items: [{ text: 'C 程序（英文）', link: '/guides/c.html', items: [] }],
          },
        ],
      },
    ]);
  });

  test.each(['docs/README.md', 'docs/zh-CN/README.md'])('has every guide that %s can have', (list) => {
    const site = readSite(ROOT);
    const chapters = chaptersOf(site, pageAt(site, list));
    expect(chapters).toHaveLength(4);
    const listed = chapters.flatMap(({ entries }) =>
      entries.flatMap(({ link, items }) => [link, ...items.map((each) => each.link)]),
    );
    const guides = [...site.pages.values()].filter(({ source }) =>
      /^docs\/(?:guides|reference)\//.test(source),
    );
    expect(guides.length).toBeGreaterThan(30);
    const own = guides.map((page) => (list.includes('zh-CN') ? (twinOf(site, page) ?? page) : page));
    expect(own.map(addressOf).filter((address) => !listed.includes(address))).toEqual([]);
  });
});

test('every page of docs is reached from the start page', () => {
  const site = readSite(ROOT);
  const reached = new Set([pageAt(site, 'README.md')]);
  for (const page of reached) {
    for (const target of page.kind === 'file' ? [] : linkTargets(page.markdown)) {
      if (/^(?:[a-z]+:|#)/.test(target)) continue;
      const path = join(page.path, '..', hrefFor(site, page, target).replace(/#.*/, ''));
      const next = [...site.pages.values()].find((each) => each.path === path);
      if (next !== undefined) reached.add(next);
    }
  }
  const lost = [...site.pages.values()].filter((page) => !reached.has(page));
  expect(lost.map(({ source }) => source)).toEqual([]);
});
