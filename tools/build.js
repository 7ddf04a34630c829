/*
 * Builds the program: the type checker compiles src to dist, and rolldown joins what dist/cli/main.js needs, and what
 * a page needs that has a module in it. The cases of the corpus become one file. Vite builds the page of `run --web`.
 * Only errors and warnings are printed. `--clean` removes what was built before.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { build as buildPage } from 'vite';
import config, { browser } from '../rolldown.config.js';
import { bundle } from './bundle.js';
import { packCases } from './pack-cases.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TSC = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));

process.chdir(ROOT);
if (process.argv.includes('--clean')) rmSync('dist', { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [TSC, '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);
await bundle(config);
await build(browser);
packCases();
// Beside the program, which it needs nothing of to be built but the types and the texts.
await buildPage({ configFile: fileURLToPath(new URL('../web/vite.config.ts', import.meta.url)) });
// npm does the same where it installs; this is for who runs the file from here.
chmodSync('dist/cli/main.js', 0o755);
// By its time tools/start.js knows whether all of it is up to date.
writeFileSync('dist/built', '');
