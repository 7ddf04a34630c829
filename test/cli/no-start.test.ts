import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { reportUnreadOptions } from '#cli/no-start';
import { folder } from '../support/folder.ts';

const WHY = "error: option '--junit <file>' argument missing";

test('a run whose options could not be read is reported where --junit says', async () => {
  const file = join(folder(), 'report.xml');
  await reportUnreadOptions(['run', '--junit', file, '--timeout'], WHY);
  expect(readFileSync(file, 'utf8')).toContain('<failure');
});

test('where the file of --junit was left out, no file is made that is called as the next option', async () => {
  await reportUnreadOptions(['run', '--junit', '--lang', 'zh'], WHY);
  expect(existsSync('--lang')).toBe(false);
});
