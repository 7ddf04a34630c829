/**
 * Runs all comparisons in turn and sums them up. `--short` takes a few seconds for each but the soak and ends with 1 when a ratio
 * is under half its target; `--pictures` draws the pictures of docs/performance/ and puts the figures into
 * docs/performance.md; `--draw` does only that, from the figures of the last run.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { RESULTS } from './lib/comparison.js';
import { writeFigures } from './lib/performance-page.js';
import { drawAll } from './lib/pictures.js';
import { start } from './lib/processes.js';
import { failing, meets, printRows } from './lib/report.js';

const NAMES = [
  'publish',
  'publish-qos1',
  'publish-raw',
  'receive',
  'round-trip',
  'secure',
  'idle',
  'start',
  'small-board',
  'kit-start',
  'flash-sync',
  'page',
  'curves',
  'soak',
];

const { values } = parseArgs({
  options: { short: { type: 'boolean' }, pictures: { type: 'boolean' }, draw: { type: 'boolean' } },
});

let failed = false;
if (values.draw !== true) {
  for (const name of NAMES) {
    const script = new URL(`${name}.js`, import.meta.url).pathname;
    const code = await start(process.execPath, [script, ...(values.short ? ['--short'] : [])], 'inherit')
      .ended;
    if (code !== 0) {
      failed = true;
      console.log(`${name} ended with code ${code}.`);
    }
    console.log('');
  }
}

/** @type {(import('./lib/comparison.js').About & import('./lib/comparison.js').Findings)[]} */
const all = NAMES.map((name) => JSON.parse(readFileSync(`${RESULTS}${name}.json`, 'utf8')));
const rows = all.flatMap((each) => each.rows);
const measured = rows.filter(({ target }) => target !== undefined);
console.log('All that has a target');
printRows(measured);
const met = measured.filter((row) => meets(row) === true).length;
console.log(
  `${met} of ${measured.length} targets are met; ${failing(rows).length} are missed by more than is known.`,
);
if (values.pictures === true || values.draw === true) {
  drawAll(all);
  writeFigures(all);
}
if (failed) process.exitCode = 1;
