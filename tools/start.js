/*
 * Starts the program from a checkout, with the arguments behind it; builds it before where that was not done, or where a source has changed
 * since.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MAIN = new URL('../dist/cli/main.js', import.meta.url);
/** What the build makes last. */
const BUILT = 'dist/built';
/** What it is made of; a file that is gone shows in the time of its folder. */
const SOURCES = ['src', 'web', 'tools', 'test/corpus/cases', 'package.json', 'package-lock.json'];
const CONFIGURATION = ['tsconfig.json', 'tsconfig.build.json', 'rolldown.config.js'];

/** @param {string} path @returns milliseconds since 1970 of the last change; 0 for what is not there */
function changedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** @param {string} path @returns {string[]} a file, or a folder and all that is in it */
function within(path) {
  if (!statSync(path).isDirectory()) return [path];
  const inside = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return [path, ...inside.filter((name) => !name.includes('node_modules')).map((name) => `${path}/${name}`)];
}

const before = process.cwd();
process.chdir(ROOT);
const built = changedAt(BUILT);
if ([...SOURCES, ...CONFIGURATION].flatMap(within).some((path) => changedAt(path) > built)) {
  const { status } = spawnSync(process.execPath, ['tools/build.js'], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
process.chdir(before);
// In this process, so that signals and the terminal are the program's own.
process.argv.splice(1, 1, fileURLToPath(MAIN));
await import(MAIN.href);
