import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import { expect, test } from 'vitest';
import { nodesOf } from '../../tools/layers/imports.js';

const ROOT = join(import.meta.dirname, '../..');
const NATIVE = /^(?:Type|Range|Syntax|Aggregate)?Error$/;

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

test('errors of src have a code and a message of the catalogue', () => {
  const src = join(ROOT, 'src');
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  );
  expect(files.length).toBeGreaterThan(400);
  const found = files.flatMap((path) => foreignErrors(path, readFileSync(join(src, path), 'utf8')));
  expect(found).toEqual([`${join('errors', 'atmqtt-error.ts')}: extends Error`]);
});

test.each([
  ['class A extends RangeError {}', 'extends RangeError'],
  ["throw new Error('words');", 'new Error with a text'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a source
  ['throw new TypeError(`words ${1}`);', 'new TypeError with a text'],
])('%s is found', (source, found) => {
  expect(foreignErrors('a.ts', source)).toEqual([`a.ts: ${found}`]);
});
