/*
 * Builds the site of the project from docs/ to site/.vitepress/dist: installs what builds it unless it is there, checks types, and
 * lets VitePress do the rest (.vitepress/config.ts).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SITE = fileURLToPath(new URL('.', import.meta.url));
const TSC = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
const VITEPRESS = `${SITE}node_modules/vitepress/bin/vitepress.js`;

/**
 * Runs a program, and ends with a sentence when it fails.
 * @param {string} reason
 * @param {string} program
 * @param {readonly string[]} args
 */
function run(reason, program, ...args) {
  const { status, error } = spawnSync(program, args, {
    stdio: 'inherit',
    shell: program === 'npm' && process.platform === 'win32',
  });
  if (status === 0) return;
  process.stderr.write(`${reason}${error === undefined ? '' : `: ${error.message}`}\n`);
  process.exit(1);
}

/** Whether each package is there that the lock names, as npm notes it. */
function isInstalled() {
  const note = `${SITE}node_modules/.package-lock.json`;
  if (!existsSync(note)) return false;
  const [there, wanted] = [note, `${SITE}package-lock.json`].map(
    (file) => JSON.parse(readFileSync(file, 'utf8')).packages,
  );
  return Object.entries(wanted).every(
    ([name, { version, optional }]) => name === '' || optional || there[name]?.version === version,
  );
}

if (!isInstalled()) {
  run(
    'The packages that build the site could not be installed, which takes a way to the npm registry: npm ci --prefix site says why',
    'npm',
    'ci',
    '--prefix',
    SITE,
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  );
}
run('The types of the site are not right', process.execPath, TSC, '-p', SITE);
run('The site was not built', process.execPath, VITEPRESS, 'build', SITE);
