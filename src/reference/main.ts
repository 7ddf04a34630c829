import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { generatedFiles } from './pages.ts';

const ROOT = new URL('../../', import.meta.url);

const check = process.argv.includes('--check');

/** Writes the files, or with `--check` only compares. @returns the paths of those that were stale */
function refresh(): string[] {
  return Object.entries(generatedFiles())
    .filter(([path, text]) => {
      const file = new URL(path, ROOT);
      if (readOrEmpty(file) === text) return false;
      if (!check) {
        mkdirSync(new URL('.', file), { recursive: true });
        writeFileSync(file, text);
      }
      return true;
    })
    .map(([path]) => path);
}

function readOrEmpty(file: URL): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

const stale = refresh();
if (check && stale.length > 0) {
  process.stderr.write(`Files made from the code are stale (${stale.join(', ')}); run npm run docs.\n`);
  process.exitCode = 1;
}
