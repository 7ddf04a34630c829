import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import { expect, test } from 'vitest';
import { nodesOf } from '../../tools/layers/imports.js';

const ROOT = join(import.meta.dirname, '../..');
const NATIVE = /^(?:Type|Range|Syntax|Aggregate)?Error$/;

/** Members by whose presence a value would be told from a failure. */
const FAILURE_MEMBER =
  /^(?:errors?|fail(?:ed|ure)|mistakes?|problems?|reason|refus(?:al|ed)|silent|unreadable|why)$/;

/** The places of a source that tell a failure by a member of its own, as `'problem' in parsed` does. */
function failuresByMember(path: string, source: string): string[] {
  const found: string[] = [];
  for (const node of nodesOf(parseAst(source, { lang: 'ts' }, path))) {
    const { type, operator, left } = node as unknown as {
      type: string;
      operator?: string;
      left?: { value?: unknown };
    };
    if (type !== 'BinaryExpression' || operator !== 'in' || typeof left?.value !== 'string') continue;
    if (FAILURE_MEMBER.test(left.value)) found.push(`${path}: '${left.value}' in`);
  }
  return found;
}

/** The errors of a source that have no code, or whose text is in no catalogue. */
function foreignErrors(path: string, source: string): string[] {
  const found: string[] = [];
  for (const node of nodesOf(parseAst(source, { lang: 'ts' }, path))) {
    const {
      type,
      superClass,
      callee,
      arguments: args,
    } = node as unknown as {
      type: string;
      superClass?: { name?: string };
      callee?: { name?: string };
      arguments?: { type: string }[];
    };
    if (type.startsWith('Class') && NATIVE.test(superClass?.name ?? ''))
      found.push(`${path}: extends ${superClass?.name}`);
    if (type === 'NewExpression' && NATIVE.test(callee?.name ?? '') && /Literal/.test(args?.[0]?.type ?? ''))
      found.push(`${path}: new ${callee?.name} with a text`);
  }
  return found;
}

const src = join(ROOT, 'src');
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.ts'),
);

/** Of a test that parses every source, on a machine that is busy. */
const PARSING_MS = 60_000;

test('errors of src have a code and a message of the catalogue', { timeout: PARSING_MS }, () => {
  expect(sources.length).toBeGreaterThan(400);
  const found = sources.flatMap((path) => foreignErrors(path, readFileSync(join(src, path), 'utf8')));
  expect(found).toEqual([`${join('errors', 'atmqtt-error.ts')}: extends Error`]);
});

test('no failure of src is told by a member of its own', { timeout: PARSING_MS }, () => {
  expect(sources.flatMap((path) => failuresByMember(path, readFileSync(join(src, path), 'utf8')))).toEqual(
    [],
  );
  expect(failuresByMember('a.ts', "if ('problem' in parsed) f(); else 'data' in reply;")).toEqual([
    "a.ts: 'problem' in",
  ]);
});

test.each([
  ['class A extends RangeError {}', 'extends RangeError'],
  ["throw new Error('words');", 'new Error with a text'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a source
  ['throw new TypeError(`words ${1}`);', 'new TypeError with a text'],
])('%s is found', (source, found) => {
  expect(foreignErrors('a.ts', source)).toEqual([`a.ts: ${found}`]);
});
