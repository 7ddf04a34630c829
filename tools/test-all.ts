/*
 * Runs every test, and fails when one of them is left out, for want of a program or of anything else, or when a message
 * of the catalogue never arose:
 * npm run test:all [-- --install] [options of vitest]. `--install` installs what is missing, on Debian.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { neverArisen } from '../test/support/messages/never-arisen.ts';
import { lackingFeatures, tellLack } from '../test/support/needs.ts';
import { lackOf, PROGRAMS, type ProgramName } from '../test/support/programs.ts';

const VITEST = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));

const given = process.argv.slice(2);

/** Ends with a sentence. */
function fail(reason: string): never {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}

/** Runs a program that tells only what goes wrong, and ends when something does. */
function install(...args: readonly string[]): void {
  const { status } = spawnSync('apt-get', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status !== 0) fail(`apt-get ${args.join(' ')} failed.`);
}

function missing(): ProgramName[] {
  return (Object.keys(PROGRAMS) as ProgramName[]).filter((name) => PROGRAMS[name].find() === undefined);
}

const lacking = missing();
if (lacking.length > 0 && given.includes('--install')) {
  if (spawnSync('apt-get', ['--version']).status !== 0 || process.getuid?.() !== 0) {
    fail(`--install needs apt-get and root, to install what brings ${lacking.join(', ')}.`);
  }
  install('update', '-qq');
  const packages = lacking.flatMap((name) => PROGRAMS[name].packages);
  install('install', '-y', '-qq', '--no-install-recommends', ...packages);
}
const left = missing();
if (left.length > 0) {
  fail(
    `${left.map(lackOf).join('\n')}\nnpm run test:all -- --install installs all of it on Debian, as root.`,
  );
}

const features = lackingFeatures();
if (features.length > 0) fail(`Everything cannot be run here: ${features.map(tellLack).join('; ')}.`);

const options = given.filter((each) => each !== '--install');
// Each process that takes part notes here which messages arise in it; some tests give up their rights.
const notes = mkdtempSync(join(tmpdir(), 'atmqtt-messages-'));
chmodSync(notes, 0o777);
const { status } = spawnSync(process.execPath, [VITEST, 'run', ...options], {
  stdio: 'inherit',
  env: { ...process.env, TEST_ALL: '1', TEST_MESSAGES: notes },
});
// With options it may be a run of some tests; and a test that failed may not have come to its messages.
const never = status === 0 && options.length === 0 ? neverArisen(notes) : [];
rmSync(notes, { recursive: true });
if (never.length > 0) fail(`No test makes these messages arise:\n  ${never.join('\n  ')}`);
process.exitCode = status ?? 1;
