/*
 * Takes the pictures of README anew, from the first hour of a newcomer that test/e2e/web/story.test.ts plays in a browser.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', 'test/e2e/web/story.test.ts'],
  {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ATMQTT_PICTURES: fileURLToPath(new URL('../docs/pictures/', import.meta.url)) },
  },
);
process.exitCode = status ?? 1;
