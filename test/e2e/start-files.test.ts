import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadedFiles } from './support/loaded-files.ts';

const DIST = join(import.meta.dirname, '../../dist');

it('loads few files at a start, and with them nothing that few runs need', () => {
  const start = loadedFiles(join(DIST, 'cli/main.js'));
  const run = loadedFiles(join(DIST, 'chunks/run.js'), new Set(start));

  expect(start.size).toBeLessThan(8);
  expect(start).not.toContain(join(DIST, 'chunks/run.js'));
  expect(run.size).toBeLessThan(12);
  const bytes = [...run].reduce((sum, file) => sum + statSync(file).size, 0);
  expect(bytes).toBeLessThan(2_000_000);
});
