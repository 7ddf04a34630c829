import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { unusedExports } from './unused-exports.ts';

const ROOT = join(import.meta.dirname, '../..');
const SRC = join(ROOT, 'src');

/** What is exported although no other source imports it, and why. */
const ALLOWED: Readonly<Record<string, string>> = {
  'expect/events.ts: eventSchema': 'tests hold every event against it',
  'ports/rfc2217/rfc2217-dial.ts: openRfc2217': 'tests hand in the time',
  'ports/serial/serial.ts: openSerial': 'tests hand in the driver',
  'ports/stdio.ts: openStdio': 'tests hand in the streams',
  'ports/websocket/ws-listen.ts: openWsListen': 'tests hand in the time',
  'scenario/events.ts: playEventSchema': 'tests hold every event against it',
  'swarm/swarm-scenario.ts: forSwarm': 'tests hand in the text of a file',
};

/** Of a test that parses every source, on a machine that is busy. */
const PARSING_MS = 60_000;

test('src exports nothing that only tests, or nobody, import', { timeout: PARSING_MS }, () => {
  const sources = filesIn(SRC, /\.ts$/);
  const users = filesIn(join(ROOT, 'tools'), /\.[jt]s$/).map((path) => join(ROOT, 'tools', path));
  const unused = unusedExports(SRC, sources, users).filter((each) => !isEntry(each.split(': ')[0] ?? ''));
  expect(unused.sort()).toEqual(Object.keys(ALLOWED).sort());
});

/** What `exports` of package.json gives to others. */
function isEntry(path: string): boolean {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    exports: Record<string, string | { types: string }>;
  };
  return Object.values(exports).some(
    (entry) => typeof entry === 'object' && entry.types === `./dist/${path.replace(/\.ts$/, '.d.ts')}`,
  );
}

test.each([
  ['a function', 'export function one() {}', ['a.ts: one']],
  ['variables', 'export const one = 1, two = one;', ['a.ts: one', 'a.ts: two']],
  ['parts of a value', 'export const { one, two: three } = value;', ['a.ts: one', 'a.ts: three']],
  ['a class', 'export class One {}', ['a.ts: One']],
  ['a type that nothing mentions', 'export interface One {}', ['a.ts: One']],
  ['what is handed on', "export { x } from './used.ts';", ['a.ts: x']],
])('%s that nobody imports is found', (_what, source, found) => {
  expect(unusedExports(...sourcesOf({ 'a.ts': source, 'used.ts': 'export const x = 1;' }))).toEqual(
    source.includes('used') ? found : [...found, 'used.ts: x'],
  );
});

test.each([
  ['a name', "import { x } from './a.ts';"],
  ['a name under another', "import { x as y } from '#a';"],
  ['a name that is handed on', "import { x } from './c.ts';", "export { x } from './a.ts';"],
  ['everything', "import * as all from './a.ts';"],
  ['everything, later', "const { x } = await import('./a.ts');"],
])('%s that another imports is used', (_what, b, c = '') => {
  expect(unusedExports(...sourcesOf({ 'a.ts': 'export const x = 1;', 'b.ts': b, 'c.ts': c }))).toEqual([]);
});

test('a type is used by what its file exports', () => {
  const sources = {
    'a.ts': 'export interface Options {} export function f(o: Options) {}',
    'b.ts': "import { f } from './a.ts';",
  };
  expect(unusedExports(...sourcesOf(sources))).toEqual([]);
});

function sourcesOf(sources: Readonly<Record<string, string>>): [string, string[]] {
  const folder = mkdtempSync(join(tmpdir(), 'atmqtt-exports-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [path, source] of Object.entries(sources)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), source);
  }
  return [folder, Object.keys(sources)];
}

function filesIn(folder: string, name: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => name.test(path));
}
