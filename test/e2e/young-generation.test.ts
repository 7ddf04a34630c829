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
    const before = size();
    const sizes = [];
    let kept = [];
    for (let made = 0; made < 1_200_000; made++) {
      kept.push({ made, inside: [made] });
      if (kept.length < 40_000) continue;
      kept = [];
      sizes.push(size());
    }
    // The last third, when it has grown if it may; for a moment some versions of V8 take more than they keep.
    const after = Math.min(...sizes.slice(-10));
    process.stderr.write('young generation: ' + before / 2 ** 20 + ' MiB, then ' + after / 2 ** 20 + ' MiB\\n');
  };
  if (isMainThread) process.on('SIGUSR2', churn);
  else churn();
`;
const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(PROBE)}` };

/** V8's young generation, in MiB. */
interface YoungGeneration {
  readonly before: number;
  /** After much has outlived collections. */
  readonly after: number;
}

function youngGenerationIn(stderr: string): YoungGeneration | undefined {
  const told = /young generation: (\S+) MiB, then (\S+) MiB/.exec(stderr);
  return told === null ? undefined : { before: Number(told[1]), after: Number(told[2]) };
}

function youngGeneration({ stderr }: Program): Promise<YoungGeneration> {
  return until('size', () => youngGenerationIn(stderr()));
}

/** More than a swarm lets its threads have, and less than they have when it may grow. */
const FEW_MIB = 12;

// How much starting needs is V8's to decide, and differs with how busy the machine is.
test('a run keeps it as large as it is when the ports are open', async () => {
  const file = join(folder(), 'ready.json');
  const program = start(['run', '--port', 'tcp-listen:0', '--ready-file', file], { env });
  await readyFile(file);
  program.child.kill('SIGUSR2');
  const { before, after } = await youngGeneration(program);
  expect(after).toBeLessThanOrEqual(before);
});

test('a swarm keeps it small in its threads', async () => {
  const program = start(['swarm', '--modules', '1', '--broker', 'mqtt://127.0.0.1:1'], { env });
  expect((await youngGeneration(program)).after).toBeLessThanOrEqual(FEW_MIB);
});

test('left to itself it grows, so that the others tell something', async () => {
  const { stderr } = await promisify(execFile)(
    process.execPath,
    ['-e', `process.kill(process.pid, 'SIGUSR2'); setTimeout(() => {}, 100)`],
    { env: { ...process.env, ...env } },
  );
  const { before = 0, after = 0 } = youngGenerationIn(stderr) ?? {};
  expect(after).toBeGreaterThan(before);
  expect(after).toBeGreaterThan(FEW_MIB);
});
