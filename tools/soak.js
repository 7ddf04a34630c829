/*
 * Soaks the built program: npm run soak [-- --faults] [--minutes 30] [--seed 1]. What it plays and counts is in
 * test/e2e/soak.test.ts, and with everything going wrong on command in test/e2e/soak-faults.test.ts.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const VITEST = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));

const { values } = parseArgs({
  options: {
    faults: { type: 'boolean', default: false },
    minutes: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});
const minutes = Number(values.minutes ?? (values.faults ? 10 : 30));
const test = values.faults ? 'test/e2e/soak-faults.test.ts' : 'test/e2e/soak.test.ts';
const { status } = spawnSync(process.execPath, [VITEST, 'run', test], {
  stdio: 'inherit',
  env: { ...process.env, SOAK_SECONDS: `${minutes * 60}`, SOAK_SEED: values.seed },
});
process.exitCode = status ?? 1;
