/*
 * Soaks the built program: npm run soak [-- --minutes 30] [--seed 1]. What it plays and counts is in test/e2e/soak.test.ts.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const VITEST = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const TEST = 'test/e2e/soak.test.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '30' }, seed: { type: 'string', default: '1' } },
});
const { status } = spawnSync(process.execPath, [VITEST, 'run', TEST], {
  stdio: 'inherit',
  env: { ...process.env, SOAK_SECONDS: `${Number(values.minutes) * 60}`, SOAK_SEED: values.seed },
});
process.exitCode = status ?? 1;
