import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkLayers } from '../../tools/layers/check.js';
import { findCycles } from '../../tools/layers/cycles.js';
import { layersInMarkdown } from '../../tools/layers/picture.js';
import { readRules } from '../../tools/layers/rules.js';
import { LISTED, type Probe, probed } from './probe.ts';

const ROOT = join(import.meta.dirname, '../..');
const SRC = join(ROOT, 'src');

describe('src', () => {
  const rules = readRules(join(ROOT, 'layers.json'));
  const report = checkLayers(rules, SRC);

  test('keeps to layers.json', () => {
    expect(report.problems).toEqual([]);
  });

  test('is read whole', () => {
    const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    );
    expect(files.length).toBeGreaterThan(300);
    expect(report.files).toBe(files.length);
  });

  test('keeps to a list in which every folder of src stands', () => {
    const folders = readdirSync(SRC, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).filter((name) => !(name in rules.layers))).toEqual([]);
  });
});

describe('the checker refuses', () => {
  const refused: readonly (readonly [what: string, files: Probe, problem: string | RegExp])[] = [
    [
      'a static import',
      { 'low/one.ts': "import { x } from '#high/x';" },
      'src/low/one.ts:1: src/low may not import #high/x',
    ],
    [
      'an import of nothing but effects',
      { 'low/one.ts': "import '#high/x';" },
      'src/low/one.ts:1: src/low may not import #high/x',
    ],
    [
      'a type-only import',
      { 'low/one.ts': "import type { x } from '#high/x';" },
      'src/low/one.ts:1: src/low may not import #high/x',
    ],
    [
      'the type of an import',
      { 'low/one.ts': "\nlet x: import('#high/x').X;" },
      'src/low/one.ts:2: src/low may not import #high/x',
    ],
    [
      'a re-export',
      { 'low/one.ts': "export { x } from '#high/x';" },
      'src/low/one.ts:1: src/low may not import #high/x',
    ],
    [
      'a re-export of all',
      { 'low/one.ts': "export * from '#high/x';" },
      'src/low/one.ts:1: src/low may not import #high/x',
    ],
    [
      'a dynamic import, however deep',
      { 'low/one.ts': "const f = async () => {\n  if (true) await import('#high/x');\n};" },
      'src/low/one.ts:2: src/low may not import #high/x',
    ],
    [
      'a dynamic import that is computed',
      { 'low/one.ts': 'await import(name);' },
      /^src\/low\/one\.ts:1: what it imports is computed/,
    ],
    [
      'a relative path into another layer',
      { 'low/one.ts': "import '../high/x.ts';" },
      'src/low/one.ts:1: src/low may not import ../high/x.ts',
    ],
    [
      'an import by a file deep down',
      { 'low/a/b/c/one.ts': "import '#high/x';" },
      'src/low/a/b/c/one.ts:1: src/low may not import #high/x',
    ],
    [
      'an import of a file deep down',
      { 'low/one.ts': "import '#high/a/b/x';", 'high/a/b/x.ts': '' },
      'src/low/one.ts:1: src/low may not import #high/a/b/x',
    ],
    [
      'what a folder may import, for a folder in it with a list of its own',
      { 'high/own/one.ts': "import '#low/x';" },
      'src/high/own/one.ts:1: src/high/own may not import #low/x',
    ],
    [
      'a worker of another layer',
      { 'low/one.ts': "new Worker(new URL('../high/x.js', import.meta.url));" },
      'src/low/one.ts:1: src/low may not import ../high/x.js',
    ],
    [
      'a module of Node’s',
      { 'low/one.ts': "import type { Duplex } from 'node:stream';" },
      'src/low/one.ts:1: src/low may not import node:stream',
    ],
    [
      'a module of Node’s without its prefix',
      { 'low/one.ts': "import 'fs/promises';" },
      'src/low/one.ts:1: src/low may not import fs/promises',
    ],
    [
      'a global that only Node has',
      { 'low/one.ts': '\nif (process.platform === x.process) setImmediate(f);' },
      /^src\/low\/one\.ts:2: src\/low may not import node:(process|timers)$/,
    ],
    ['a package', { 'low/one.ts': "import 'ws';" }, 'src/low/one.ts:1: src/low may not import ws'],
    [
      'a package with a scope',
      { 'low/one.ts': "import '@peculiar/x509/build';" },
      'src/low/one.ts:1: src/low may not import @peculiar/x509/build',
    ],
    [
      'a package by require',
      { 'low/one.ts': "createRequire(import.meta.url)('ws');" },
      'src/low/one.ts:1: src/low may not import ws',
    ],
    ['a new folder', { 'new/one.ts': '' }, 'src/new/one.ts: its folder is not in layers.json'],
    ['a file in no folder', { 'one.ts': '' }, 'src/one.ts: its folder is not in layers.json'],
    ['a file that it cannot read', { 'low/one.js': '' }, /^src\/low\/one\.js: only \.ts is read/],
    [
      'an import of nothing',
      { 'low/one.ts': "import './two.ts';" },
      'src/low/one.ts:1: ./two.ts is not there',
    ],
    [
      'a relative path where a subpath is due',
      { 'high/one.ts': "import '../low/x.ts';" },
      'src/high/one.ts:1: write ../low/x.ts as #folder/…',
    ],
    [
      'a subpath where a relative path is due',
      { 'low/one.ts': "import '#low/x';" },
      'src/low/one.ts:1: write #low/x as a relative path',
    ],
    [
      'files that import each other, also for types only',
      {
        'low/one.ts': "import './two.ts';",
        'low/two.ts': "export * from './three.ts';",
        'low/three.ts': "import type { One } from './one.ts';",
      },
      'a cycle: low/one.ts → low/two.ts → low/three.ts → low/one.ts',
    ],
  ];

  test.each(refused)('%s', (_what, files, problem) => {
    const src = probed(files);
    const { problems } = checkLayers(LISTED, src);
    const form = typeof problem === 'string' ? problem : expect.stringMatching(problem);
    expect(problems).toEqual([form, ...problems.slice(1).map(() => form)]);
  });

  test('no import that is allowed', () => {
    const src = probed({
      'high/one.ts':
        "import '#low/x'; import './x.ts'; import 'node:fs'; import 'ws/lib'; import './own/x.ts';",
    });
    expect(checkLayers(LISTED, src)).toEqual({ files: 4, problems: [] });
  });

  test('a folder that is listed and not there', () => {
    const layers = { ...LISTED.layers, gone: { about: '' } };
    expect(checkLayers({ ...LISTED, layers }, probed({})).problems).toEqual([
      'layers.json: there is no src/gone',
    ]);
  });

  test('a list that allows what is not listed, or a cycle', () => {
    const layers = { ...LISTED.layers, low: { about: '', imports: ['high', 'gone'] } };
    expect(checkLayers({ ...LISTED, layers }, probed({})).problems.slice(0, 2)).toEqual([
      'layers.json: low: gone is not listed',
      'layers.json: a cycle: high → low → high',
    ]);
  });

  test('a list that allows what nobody uses', () => {
    const layers = {
      ...LISTED.layers,
      low: { about: '', imports: ['high/own'], node: true, packages: ['zod'] },
    };
    expect(checkLayers({ ...LISTED, layers }, probed({})).problems).toEqual([
      'layers.json: low need not import high/own',
      'layers.json: low need not import zod',
      'layers.json: low need not import node:',
    ]);
  });

  test('to have read fewer files than there are, or no import', () => {
    const list = () => ['low/x.ts', 'high/x.ts'];
    expect(checkLayers(LISTED, probed({}), { list }).problems).toEqual([
      'only 2 of 3 files were read, with 2 imports',
    ]);
    const read = () => [];
    expect(checkLayers(LISTED, probed({}), { read }).problems).toContain(
      'only 3 of 3 files were read, with 0 imports',
    );
  });

  test('source that cannot be parsed', () => {
    expect(() => checkLayers(LISTED, probed({ 'low/one.ts': 'import {' }))).toThrow();
  });
});

test('cycles are found each by itself, however they are entered', () => {
  const graph = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', ['b']],
    ['d', ['e']],
    ['e', ['f', 'e']],
    ['f', ['d']],
    ['g', ['a']],
  ]);
  expect(findCycles(graph)).toEqual([
    ['d', 'e', 'f'],
    ['b', 'c'],
  ]);
});

test('the picture has every arrow that does not follow from others', () => {
  const layers = {
    a: { about: 'A' },
    b: { about: 'B', imports: ['a'] },
    c: { about: 'C', imports: ['lower'] },
    d: { about: 'D', imports: ['lower', 'c'], node: true, packages: ['ws'] },
  };
  const rules = { groups: { lower: ['a', 'b'] }, layers };
  expect(layersInMarkdown(rules)).toBe(`\`\`\`mermaid
flowchart TD
  d["d/"]
  c["c/"]
  lower["a/ b/"]
  d --> c
  c --> lower
  classDef pure stroke-width:3px
  class c,lower pure
\`\`\`

| folder | what lives there | may import | and | Node’s modules | packages |
| --- | --- | --- | --- | --- | --- |
| \`a/\` | A |  |  |  |  |
| \`b/\` | B | \`a\` |  |  |  |
| \`c/\` | C |  | lower |  |  |
| \`d/\` | D | \`c\` | lower | yes | \`ws\` |

*lower*: \`a\`, \`b\`.`);
});
