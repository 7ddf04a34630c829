/*
 * Builds the site of the project from docs/ to site/.vitepress/dist: installs what builds it unless it is there, makes the lesson that
 * its pages mount, checks types, and lets VitePress do the rest (site/.vitepress/config.ts).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SITE = `${ROOT}site/`;
const TSC = `${ROOT}node_modules/typescript/bin/tsc`;
const VITEPRESS = `${SITE}node_modules/vitepress/bin/vitepress.js`;

/**
 * Runs a program, and ends with a sentence when it fails.
 * @param {string} reason
 * @param {string} program
 * @param {readonly string[]} args
 */
function run(reason, program, ...args) {
  // What npm is on Windows only a shell runs.
  const shell = program === 'npm' && process.platform === 'win32';
  const { status, error } = spawnSync(program, args, { cwd: ROOT, stdio: 'inherit', shell });
  if (status === 0) return;
  process.stderr.write(`${reason}${error === undefined ? '' : `: ${error.message}`}.\n`);
  process.exit(1);
}

/**
 * The packages that a lock lists.
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/** Whether each package is there that the lock wants: npm notes in a lock of its own what it has installed. */
function isInstalled() {
  const note = `${SITE}node_modules/.package-lock.json`;
  if (!existsSync(note)) return false;
  const there = packagesOf(note);
  const wanted = Object.entries(packagesOf(`${SITE}package-lock.json`));
  return wanted.every(
    ([path, { version, optional }]) => path === '' || optional === true || there[path]?.version === version,
  );
}

if (!isInstalled()) {
  run(
    'The packages that build the site could not be installed, for which npm must reach a registry; npm ci --prefix site tries again',
    ...['npm', 'ci', '--prefix', 'site', '--no-audit', '--no-fund', '--loglevel=error'],
  );
}
// From src, so that nothing has to be built before, and nothing changes in dist that may be in use.
await build({
  configFile: `${ROOT}web/demo/vite.config.ts`,
  resolve: { conditions: ['atmqtt-source', 'module', 'browser', 'production'] },
  build: { outDir: `${SITE}.vitepress/lesson` },
});
run('The types of the site are not right', process.execPath, TSC, '-p', 'site');
run('The site was not built', process.execPath, VITEPRESS, 'build', 'site');
