/*
 * Writes every file that is made from the code, or with `--check` fails when one of them is stale:
 * `npm run docs`, `npm run docs:check`.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { generatedFiles } from './docs/files.ts';

const root = new URL('../', import.meta.url);

const stale = Object.entries(await generatedFiles()).filter(([path, text]) => {
  const file = new URL(path, root);
  return !existsSync(file) || readFileSync(file, 'utf8') !== text;
});

if (!process.argv.includes('--check')) {
  for (const [path, text] of stale) {
    const file = new URL(path, root);
    mkdirSync(new URL('.', file), { recursive: true });
    writeFileSync(file, text);
    process.stdout.write(`${path} is written anew\n`);
  }
} else if (stale.length > 0) {
  const paths = stale.map(([path]) => path).join(', ');
  process.stderr.write(`Files made from the code are stale (${paths}); run npm run docs.\n`);
  process.exitCode = 1;
}
