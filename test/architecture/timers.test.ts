import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import { expect, test } from 'vitest';
import { nodesOf } from '../../tools/layers/imports.js';

const SRC = join(import.meta.dirname, '../../src');

/** The files that may use the timers of Node, and why; everything else is handed `Timers`. */
const ALLOWED: Readonly<Record<string, string>> = {
  'time/timers.ts': 'makes Timers of them',
  'app/lifecycle.ts': 'a timer keeps the process; nobody waits for it',
  'files/write-output.ts': 'a wait for the reader of a pipe, which a signal ends',
  'swarm/worker.ts': 'a thread of its own, which begins with the computer’s time',
};

const STARTS_TIMER = /^(?:(?:globalThis\.)?set(?:Timeout|Interval)|AbortSignal\.timeout)$/;

interface Node {
  readonly type: string;
  readonly name?: string;
  readonly value?: unknown;
  readonly callee?: Node;
  readonly object?: Node;
  readonly property?: Node;
}

/** Whether a source starts timers of Node, or imports them. */
function usesTimers(path: string, source: string): boolean {
  for (const node of nodesOf(parseAst(source, { lang: 'ts' }, path))) {
    const { type, value, callee } = node as unknown as Node;
    if (type === 'Literal' && /^node:timers(?:\/promises)?$/.test(String(value))) return true;
    if (type !== 'CallExpression' || callee === undefined) continue;
    const { object, property } = callee;
    const called = object === undefined ? callee.name : `${object.name}.${property?.name}`;
    if (STARTS_TIMER.test(called ?? '')) return true;
  }
  return false;
}

/** Of a test that parses every source, on a machine that is busy. */
const PARSING_MS = 60_000;

test('time is handed in: only these files use timers of Node', { timeout: PARSING_MS }, () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'));
  const using = files.filter((path) => usesTimers(path, readFileSync(join(SRC, path), 'utf8')));
  expect(using.sort()).toEqual(Object.keys(ALLOWED).sort());
});

test.each([
  ['setTimeout(run, 1);', true],
  ['const timer = globalThis.setInterval(run, 1);', true],
  ['const signal = AbortSignal.timeout(1);', true],
  ["import { setTimeout as pause } from 'node:timers/promises';", true],
  ['class A { setInterval(seconds: number) {} } new A().setInterval(1); timers.after(1, run);', false],
])('%s', (source, found) => {
  expect(usesTimers('a.ts', source)).toBe(found);
});
