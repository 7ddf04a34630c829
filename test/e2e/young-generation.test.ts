import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { folder, type Program, readyFile, start, until } from './program.ts';

/**
 * Loaded before the program: at SIGUSR2, and in a thread at its start, it makes objects that outlive collections, as
 * messages on their way do.
 */
const PROBE = `
  import { getHeapSpaceStatistics } from 'node:v8';
  import { isMainThread } from 'node:worker_threads';
  const size = () => getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size;
  const churn = () => {
    const sizes = [];
    let kept = [];
    for (let made = 0; made < 3_000_000; made++) {
      kept.push({ made, inside: [made] });
      if (kept.length < 100_000) continue;
      kept = [];
      sizes.push(size());
    }
    // The last third, when it has grown if it may; for a moment some versions of V8 take more than they keep.
    process.stderr.write('young generation: ' + Math.min(...sizes.slice(-10)) / 2 ** 20 + ' MiB\\n');
  };
  if (isMainThread) process.on('SIGUSR2', churn);
  else churn();
`;
const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(PROBE)}` };

/** MiB of V8's young generation after much has outlived collections. */
async function youngGeneration(program: Program): Promise<number> {
  return Number(await until('size', () => /young generation: (\S+) MiB/.exec(program.stderr())?.[1]));
}

/** More than starting needs, and less than it has when it may grow. */
const FEW_MIB = 12;

test('a run keeps it as large as it is when the ports are open', async () => {
  const file = join(folder(), 'ready.json');
  const program = start(['run', '--port', 'tcp-listen:0', '--ready-file', file], { env });
  await readyFile(file);
  program.child.kill('SIGUSR2');
  expect(await youngGeneration(program)).toBeLessThanOrEqual(FEW_MIB);
});

test('a swarm keeps it small in its threads', async () => {
  const program = start(['swarm', '--modules', '1', '--broker', 'mqtt://127.0.0.1:1'], { env });
  expect(await youngGeneration(program)).toBeLessThanOrEqual(FEW_MIB);
});

test('left to itself it grows further, so that the others tell something', async () => {
  const { stderr } = await promisify(execFile)(
    process.execPath,
    ['-e', `process.kill(process.pid, 'SIGUSR2'); setTimeout(() => {}, 100)`],
    { env: { ...process.env, ...env } },
  );
  expect(Number(/young generation: (\S+) MiB/.exec(stderr)?.[1])).toBeGreaterThan(FEW_MIB);
});
