import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const IMPORTED = /^(?:import|export)\b[^;'"]*"(\.[^"]+)";$/gm;

/** A file of the built program and all that it imports before it runs. @param found what is known already */
export function loadedFiles(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(IMPORTED))
    loadedFiles(join(dirname(file), name), found);
  return found;
}
