/**
 * A test module of `atmqtt/testing` with its broker, from the call until a test may go on: the first one of a process, and those
 * of the tests behind it.
 */
import { comparison } from './lib/comparison.js';
import { start } from './lib/processes.js';
import { distribution, inTurn, median } from './lib/statistics.js';

// As the package has it: in one piece, which has no types of its own.
const { createTestModule } = /** @type {typeof import('../dist/testing/index.js')} */ (
  await import(new URL('../dist/entry/testing.js', import.meta.url).href)
);

/** So long a test may wait for its module. */
const LIMIT_MS = 50;
const PORTS = /** @type {const} */ (['memory', 'tcp', 'pty']);
const FIRST = '--first';

const [asked, port] = process.argv.slice(2);
if (asked === FIRST) {
  console.log(await made(/** @type {'memory'} */ (port)));
  process.exit();
}

await comparison('kit-start', 'Start of a test module', async ({ short }) => {
  const first = await inTurn(short ? 5 : 21, {
    memory: () => inNewProcess('memory'),
    tcp: () => inNewProcess('tcp'),
    pty: () => inNewProcess('pty'),
  });
  const later = await inTurn(short ? 20 : 200, {
    memory: () => made('memory'),
    tcp: () => made('tcp'),
    pty: () => made('pty'),
  });
  /** @param {string} which @param {readonly number[]} took @returns {import('./lib/comparison.js').Row} */
  const row = (which, took) => ({
    what: which,
    unit: 'ms',
    ours: median(took),
    theirs: LIMIT_MS,
    against: 'what a test may wait',
    ratio: median(took) / LIMIT_MS,
    target: 1,
    better: 'less',
  });
  return {
    rows: PORTS.flatMap((each) => [
      row(`the first of a process, ${each}`, first[each]),
      row(`the next ones, ${each}`, later[each]),
    ]),
    raw: Object.fromEntries(
      PORTS.map((each) => [each, { first: first[each], later: distribution(later[each]) }]),
    ),
  };
});

/** @param {'memory' | 'tcp' | 'pty'} port @returns {Promise<number>} milliseconds */
async function made(port) {
  const began = performance.now();
  const { close } = await createTestModule({ broker: true, port });
  const took = performance.now() - began;
  await close();
  return took;
}

/** @param {string} port */
async function inNewProcess(port) {
  const { child, success } = start(
    process.execPath,
    [new URL(import.meta.url).pathname, FIRST, port],
    ['ignore', 'pipe', 'inherit'],
  );
  let printed = '';
  child.stdout?.on('data', (chunk) => {
    printed += chunk;
  });
  await success();
  return Number(printed);
}
