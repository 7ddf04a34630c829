import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { applyEdit, stepsIn } from './worked-example.ts';

const ROOT = join(import.meta.dirname, '../..');

// Whether what comes out works is shown by test/e2e/contributing.test.ts.
test('the example of CONTRIBUTING.md fits the files as they are', () => {
  const { files, edits, commands } = stepsIn(
    readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8'),
    'Adding a command',
  );
  expect([files.size, edits.length, commands.length]).toEqual([2, 7, 3]);
  expect([...files.keys()].filter((path) => existsSync(join(ROOT, path)))).toEqual([]);
  for (const { path, lines } of edits) applyEdit(readFileSync(join(ROOT, path), 'utf8'), lines);
});

test('an edit adds lines where they stand between those that are there', () => {
  const text = 'one: 1\ntwo: 2\nthree: 3\n';
  expect(applyEdit(text, ['+zero', ' one:', ' two: 2', '+more'])).toBe(
    'zero\none: 1\ntwo: 2\nmore\nthree: 3\n',
  );
  expect(() => applyEdit(text, [' two', ' one', '+more'])).toThrow('not there once: two\none');
  expect(() => applyEdit(text, [' t', '+more'])).toThrow('not there once');
});
