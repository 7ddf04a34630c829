import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** As built: a Node without a compiler runs it. */
const BUILT = new URL('../../dist/cli/young-space.js', import.meta.url).href;

/** Objects that outlive collections, as messages on their way do. */
const SURVIVORS = `
  import { getHeapSpaceStatistics } from 'node:v8';
  const size = () => getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size;
  const before = size();
  let kept = [];
  for (let made = 0; made < 3_000_000; made++) {
    kept.push({ made, inside: [made] });
    if (kept.length === 100_000) kept = [];
  }
  console.log(before, size());
`;

/** @returns how many times as large the space for young objects has become */
async function growthAfter(prepare: string): Promise<number> {
  const script = `${prepare}\n${SURVIVORS}`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  const [before = Number.NaN, after = Number.NaN] = stdout.split(' ').map(Number);
  return after / before;
}

test('the space for young objects grows by itself', async () => {
  expect(await growthAfter('')).toBeGreaterThan(8);
});

test('kept, it stays as large as one collection needs', async () => {
  const keep = `import { keepYoungSpace } from ${JSON.stringify(BUILT)}; keepYoungSpace();`;
  expect(await growthAfter(keep)).toBeLessThanOrEqual(4);
});
