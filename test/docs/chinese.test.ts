import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  codeSpans,
  linkTargets,
  resolveTarget,
  type Section,
  sectionsOf,
  tableRows,
  withoutCode,
} from '../../tools/docs/read-markdown.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Chinese pages, and the English ones that they translate. */
const TRANSLATIONS: Readonly<Record<string, string>> = {
  'README.zh-CN.md': 'README.md',
  'docs/zh-CN/README.md': 'docs/README.md',
  'docs/zh-CN/browser.md': 'docs/guides/browser.md',
  'docs/zh-CN/cloud-brokers.md': 'docs/guides/cloud-brokers.md',
  'docs/zh-CN/compare-hardware.md': 'docs/guides/compare-hardware.md',
  'docs/zh-CN/differences.md': 'docs/differences.md',
  'docs/zh-CN/first-session.md': 'docs/guides/first-session.md',
  'docs/zh-CN/control.md': 'docs/control.md',
  'docs/zh-CN/ctl.md': 'docs/guides/ctl.md',
  'docs/zh-CN/gateway.md': 'docs/guides/gateway.md',
  'docs/zh-CN/glossary.md': 'docs/glossary.md',
  'docs/zh-CN/messages.md': 'docs/reference/messages.md',
  'docs/zh-CN/ports.md': 'docs/guides/ports.md',
  'docs/zh-CN/real-board.md': 'docs/guides/real-board.md',
  'docs/zh-CN/record-hardware.md': 'docs/guides/record-hardware.md',
  'docs/zh-CN/settings.md': 'docs/guides/settings.md',
  'docs/zh-CN/time-limits.md': 'docs/guides/time-limits.md',
  'docs/zh-CN/tls.md': 'docs/guides/tls.md',
  'docs/zh-CN/web.md': 'docs/guides/web.md',
  'docs/zh-CN/wireshark.md': 'docs/guides/wireshark.md',
};
/** Pages to which a Chinese page leads for what is code there. */
const ENGLISH_BY_NATURE = new Set(['examples/README.md']);
/** Chinese pages that tell a part of English ones; the first is their counterpart. */
const EXTRACTS: Readonly<Record<string, readonly string[]>> = {
  'docs/zh-CN/command-line.md': [
    'docs/reference/command-line.md',
    'docs/guides/ci.md',
    'docs/guides/configuration.md',
    'docs/guides/escape.md',
    'docs/guides/scenarios.md',
    'docs/guides/swarm.md',
  ],
};
const COUNTERPARTS = new Map([
  ...Object.entries(TRANSLATIONS).map(([chinese, english]) => [english, chinese] as const),
  ...Object.entries(EXTRACTS).map(([chinese, [english = '']]) => [english, chinese] as const),
]);

describe.each(Object.entries(TRANSLATIONS))('%s', (chinese, english) => {
  const theirs = sectionsOf(read(chinese));
  const ours = sectionsOf(read(english));
  /** The sections of both, side by side, by the English heading. */
  const pairs = ours.map((section, at): [string, Section, Section | undefined] => [
    section.heading,
    section,
    theirs[at],
  ]);

  test('has the sections of the English page, in order', () => {
    expect(theirs.map(({ level }) => level)).toEqual(ours.map(({ level }) => level));
  });

  test('has every code block in the same section, byte for byte but for what atmqtt says in Chinese', () => {
    expect(theirs.map(({ blocks }) => blocks.length)).toEqual(ours.map(({ blocks }) => blocks.length));
    for (const [at, { blocks }] of theirs.entries()) {
      for (const [place, block] of blocks.entries()) {
        const there = ours[at]?.blocks[place] ?? '';
        if (isChinese(block)) expect(wordsOfEveryLanguage(block)).toEqual(wordsOfEveryLanguage(there));
        else expect(block).toBe(there);
      }
    }
  });

  test('has the rows of every table, of the same port, setting or command', () => {
    expect(theirs.map(({ prose }) => tableRows(prose).map(whatRowIsOf))).toEqual(
      ours.map(({ prose }) => tableRows(prose).map(whatRowIsOf)),
    );
  });

  test.each(pairs)('names in "%s" what the English page names there', (_heading, here, there) => {
    const named = codeSpans(there?.prose ?? '');
    expect(codeSpans(here.prose).filter((code) => !named.includes(code))).toEqual([]);
    const page = read(english);
    expect(named.filter((code) => !page.includes(code))).toEqual([]);
  });

  test.each(pairs)(
    'leads in "%s" where the English page leads, to Chinese where there is',
    (_, here, there) => {
      const leads = (page: string, section: Section | undefined): string[] =>
        linkTargets(section?.prose ?? '')
          .map((target) => resolveTarget(page, target))
          .filter((target) => target !== english && target !== chinese);
      const expected = leads(english, here).map((target) => COUNTERPARTS.get(target) ?? inChinese(target));
      expect(leads(chinese, there).sort()).toEqual(expected.sort());
    },
  );
});

/** A picture of something in English has one of the same in Chinese beside it. */
function inChinese(target: string): string {
  return target.replace(/(?<=^docs\/pictures\/.*)\.webp$/, '.zh-CN.webp');
}

describe.each(Object.entries(EXTRACTS))('%s', (chinese, english) => {
  test('names only what the English pages name', () => {
    const pages = english.map(read).join('\n').replace(/\s+/g, ' ');
    const sections = sectionsOf(read(chinese));
    const named = sections.flatMap(({ heading, prose }) => codeSpans(`${heading}\n\n${prose}`));
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((code) => !pages.includes(code))).toEqual([]);
    expect(sections.flatMap(({ blocks }) => blocks)).toEqual([]);
  });

  test('has every option of the first command', () => {
    const options = /## atmqtt run\n[\s\S]*?(?=\n## )/
      .exec(read(english[0] ?? ''))?.[0]
      .match(/--[a-z][a-z-]*(?=[ `])/g);
    expect(options?.length).toBeGreaterThan(10);
    const page = read(chinese);
    expect(options?.filter((option) => !page.includes(`\`${option}\``))).toEqual([]);
  });
});

describe('each Chinese page', () => {
  const pages = [...Object.keys(TRANSLATIONS), ...Object.keys(EXTRACTS)];

  test('is listed with its counterpart', () => {
    const there = readdirSync(join(ROOT, 'docs', 'zh-CN')).map((name) => `docs/zh-CN/${name}`);
    expect(pages.filter((page) => page.startsWith('docs/zh-CN/')).sort()).toEqual(there.sort());
  });

  test.each(pages)('%s begins with the way back', (page) => {
    const [, target = ''] = /^# .+\n\n\[English\]\((\S+)\)\n/.exec(read(page)) ?? [];
    expect(resolveTarget(page, target)).toBe(TRANSLATIONS[page] ?? EXTRACTS[page]?.[0]);
  });

  test.each(pages)('%s says of each page that it leads to whether that is in English', (page) => {
    const unmarked = sectionsOf(read(page)).flatMap(({ prose }) =>
      prose.split('\n\n').flatMap((paragraph) => {
        // The head of a table counts for its rows.
        if (/^\|.*英文.*\|$/m.test(paragraph.split('\n')[0] ?? '')) return [];
        return paragraph.split('\n').flatMap((line) => {
          const links = [...line.matchAll(/\[([^\]]*)\]\(([^)]+)\)/g)];
          return links.flatMap(([, text = '', target = ''], at) => {
            const leads = resolveTarget(page, target);
            const english =
              leads.endsWith('.md') && !leads.includes('zh-CN') && !ENGLISH_BY_NATURE.has(leads);
            // One remark may stand before several links in a row.
            const before = line.slice(0, links[at]?.index);
            return english && !text.includes('英文') && !before.includes('英文')
              ? [`${text}: ${target}`]
              : [];
          });
        });
      }),
    );
    expect(unmarked.filter((link) => !link.startsWith('English:'))).toEqual([]);
  });

  test.each(pages)('%s has no line that is not in Chinese', (page) => {
    const lines = sectionsOf(read(page)).flatMap(({ heading, prose }) => [heading, ...prose.split('\n')]);
    const other = lines.filter((line) => /\p{L}/u.test(withoutCode(line)) && !/\p{Script=Han}/u.test(line));
    expect(other.filter((line) => line !== 'atmqtt' && !line.startsWith('[English]('))).toEqual([]);
  });
});

/** Whether a block shows what atmqtt says to people: its log, its help, what it prints. What goes over the wire is never Chinese. */
function isChinese(text: string): boolean {
  return /\p{Script=Han}/u.test(text);
}

/** Codes, commands, URCs, options, addresses and numbers of a block, in the order of the alphabet. */
function wordsOfEveryLanguage(block: string): string[] {
  const words =
    /0x[\da-f]+|AT_\w+|AT\+\w+|\+MQTT\w+|--[a-z][a-z-]*|\/[\w/]+|\d+(?:[.:-]\d+)*|^(?:warn|info|error) +\w+/gm;
  return (block.match(words) ?? []).sort();
}

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
