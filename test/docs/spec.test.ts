import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { citedIn, citingCases, missingIn, readRules } from './rule-book.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = 'docs/spec/behaviour.md';

/** Where a rule may come from. */
const SOURCE = /^(manual|genuine module|atmqtt|RFC \d+|ESP-IDF|\[MQTT-)/;

const page = readFileSync(join(ROOT, PAGE), 'utf8');
const rules = readRules(page);
const ids = new Set(rules.map(({ id }) => id));

/** Text of the code, the tests and the pages, by its path. */
const texts = new Map(
  ['src', 'test', 'bench', 'docs', 'tools'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => /\.(ts|js|md|transcript)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      // What is tested here cites rules that are not there.
      .filter((file) => file !== import.meta.filename)
      .map((file) => [file.slice(ROOT.length + 1), readFileSync(file, 'utf8')] as const),
  ),
);
const citations = new Map([...texts].map(([path, text]) => [path, citedIn(text)]));

describe('the rule book', () => {
  test('has a hundred rules, each once', () => {
    expect(rules.length).toBeGreaterThan(100);
    expect(rules.map(({ id }) => id).filter((id, at, all) => all.indexOf(id) !== at)).toEqual([]);
  });

  test.each(rules)('says of $id where it comes from and what shows it', ({ source, shown }) => {
    expect(source).toMatch(SOURCE);
    expect(shown).not.toEqual([]);
  });

  test('names only transcripts, cases and tests that are there', () => {
    expect(rules.flatMap((rule) => missingIn(ROOT, rule))).toEqual([]);
  });

  test('has every rule that is cited', () => {
    const unknown = [...citations].flatMap(([file, cited]) =>
      cited.filter((id) => !ids.has(id)).map((id) => `${file}: ${id}`),
    );
    expect(unknown).toEqual([]);
  });

  test('is cited by ids, not by paragraphs', () => {
    expect([...texts].filter(([, text]) => text.includes('behaviour §')).map(([path]) => path)).toEqual([]);
  });

  test('has no rule that neither code nor test cites', () => {
    const cited = new Set([...citations].flatMap(([file, each]) => (file.startsWith('docs/') ? [] : each)));
    expect([...ids].filter((id) => !cited.has(id))).toEqual([]);
  });
});

describe('transcripts', () => {
  const cases = citingCases(ROOT);

  test('cite a rule for every case', () => {
    expect(cases.length).toBeGreaterThan(250);
    expect(cases.filter((each) => each.ids.length === 0)).toEqual([]);
  });

  test('cite the rules that name their cases', () => {
    const named = rules.flatMap(({ id, shown }) =>
      shown.flatMap(({ path, titles }) => titles.map((title) => ({ id, path, title }))),
    );
    const silent = named.filter(({ id, path, title }) => {
      const found = cases.find((each) => each.path === path && each.title === title);
      return found !== undefined && !found.ids.includes(id);
    });
    expect(silent).toEqual([]);
  });
});

test('what a rule names and is not there is found', () => {
  const root = mkdtempSync(join(tmpdir(), 'atmqtt-rules-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'test/conformance/transcripts'), { recursive: true });
  writeFileSync(join(root, 'test/conformance/transcripts/a.transcript'), '# A\n\n== one\n# [B-A-1]\n> AT⏎\n');
  writeFileSync(join(root, 'test/a.test.ts'), "test('works', () => {});");
  const found = readRules(`# Page

**[B-A-1]** Text
that goes on.
- Source: manual, AT; RFC 1,
  2
- Shown: \`a.transcript\` “one”
  “two”; \`b.transcript\`; \`test/a.test.ts\` “works” “fails”

**[B-A-2]** No more.
`);
  expect(found).toEqual([
    {
      id: 'B-A-1',
      source: 'manual, AT; RFC 1, 2',
      shown: [
        { path: 'test/conformance/transcripts/a.transcript', titles: ['one', 'two'] },
        { path: 'test/conformance/transcripts/b.transcript', titles: [] },
        { path: 'test/a.test.ts', titles: ['works', 'fails'] },
      ],
    },
    { id: 'B-A-2', source: '', shown: [] },
  ]);
  expect(found.flatMap((rule) => missingIn(root, rule))).toEqual([
    'B-A-1: test/conformance/transcripts/a.transcript has no “two”',
    'B-A-1: there is no test/conformance/transcripts/b.transcript',
    'B-A-1: test/a.test.ts has no “fails”',
  ]);
  expect(citingCases(root)).toEqual([
    { path: 'test/conformance/transcripts/a.transcript', title: 'one', ids: ['B-A-1'] },
  ]);
});
