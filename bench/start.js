/** Start of the built program to its ready file, without a broker, side by side with `node -e 0`. */
import { existsSync, rmSync, watch } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './lib/cleanup.js';
import { comparison } from './lib/comparison.js';
import { start, within } from './lib/processes.js';
import { MAIN } from './lib/program.js';
import { inTurn, median, ratioOf } from './lib/statistics.js';

const TARGET = 4;

await comparison('start', 'Start', async ({ short }) => {
  const rounds = await inTurn(short ? 7 : 25, {
    tcp: () => toReadyFile('tcp-listen:0'),
    pty: () => toReadyFile('pty'),
    node: bareNode,
  });
  /** @returns {import('./lib/comparison.js').Row} */
  const row = (/** @type {'tcp' | 'pty'} */ port) => ({
    what: `to the ready file, ${port === 'tcp' ? 'a TCP port' : 'a pty'}`,
    unit: 'ms',
    ours: median(rounds[port]),
    theirs: median(rounds.node),
    against: 'node -e 0',
    ratio: ratioOf(rounds[port], rounds.node),
    target: TARGET,
    better: 'less',
  });
  return { rows: [row('tcp'), row('pty')], raw: rounds };
});

/** @param {string} port @returns {Promise<number>} milliseconds */
async function toReadyFile(port) {
  const folder = makeFolder();
  const file = join(folder, 'ready.json');
  /** @type {import('node:fs').FSWatcher | undefined} */
  let watcher;
  const written = /** @type {Promise<void>} */ (
    new Promise((resolve) => {
      watcher = watch(folder, () => {
        if (existsSync(file)) resolve();
      });
    })
  );
  const began = performance.now();
  const args = [MAIN, 'run', '--port', port, '--ready-file', file, '--log-level', 'error'];
  const { stop } = start(process.execPath, args, ['ignore', 'ignore', 'inherit']);
  await within('the ready file', written);
  const took = performance.now() - began;
  watcher?.close();
  await stop();
  rmSync(folder, { recursive: true, force: true });
  return took;
}

async function bareNode() {
  const began = performance.now();
  await start(process.execPath, ['-e', '0'], 'ignore').success();
  return performance.now() - began;
}
