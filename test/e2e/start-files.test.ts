import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const DIST = join(import.meta.dirname, '../../dist');

/** A file of the built program and what it imports before it runs. */
function loadedWith(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b[^;'"]*"(\.[^"]+)";$/gm);
  for (const [, name = ''] of imports) loadedWith(join(dirname(file), name), found);
  return found;
}

it('loads few files at a start, and with them nothing that few runs need', () => {
  const start = loadedWith(join(DIST, 'cli/main.js'));
  const run = loadedWith(join(DIST, 'chunks/run.js'), new Set(start));

  expect(start.size).toBeLessThan(8);
  expect(start).not.toContain(join(DIST, 'chunks/run.js'));
  expect(run.size).toBeLessThan(12);
  const bytes = [...run].reduce((sum, file) => sum + statSync(file).size, 0);
  expect(bytes).toBeLessThan(2_000_000);
});
