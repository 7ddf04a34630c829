import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { cleanUp } from './cleanup.js';
import { withSbin } from './processes.js';
import { failing, printRows } from './report.js';

/** Where raw figures are kept. */
export const RESULTS = new URL('../results/', import.meta.url).pathname;

/**
 * One line of a table. A ratio is ours by theirs; where less is better it must not be above its target. A short run
 * fails below `floor`, which is half the target unless a wider miss is known and explained in docs/performance.md.
 * @typedef {{ what: string, unit: string, ours: number, theirs?: number, against?: string, ratio?: number,
 *   target?: number, floor?: number, better: 'more' | 'less' }} Row
 * Points of a curve or of a distribution, for the pictures.
 * @typedef {{ name: string, points: [number, number][] }} Series
 * @typedef {{ rows: Row[], series?: Series[], raw?: unknown }} Findings
 * @typedef {{ name: string, title: string, short: boolean, when: string, machine: Record<string, string | number> }} About
 * @typedef {{ short: boolean, minutes: number | undefined }} Options
 */

/**
 * Runs one comparison, prints its table and keeps its figures as `results/<name>.json`. With `--short` the exit code
 * is 1 when a ratio is under half its target, or under the floor of its row.
 * @param {string} name
 * @param {string} title
 * @param {(options: Options) => Promise<Findings>} measure
 */
export async function comparison(name, title, measure) {
  const { values } = parseArgs({ options: { short: { type: 'boolean' }, minutes: { type: 'string' } } });
  const short = values.short === true;
  const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
  if (minutes !== undefined && !(minutes > 0)) throw new Error('--minutes takes a number over 0.');
  try {
    const findings = await measure({ short, minutes });
    /** @type {About} */
    const about = { name, title, short, when: new Date().toISOString(), machine: machine() };
    console.log(`${title}${short ? ' (short)' : ''}`);
    printRows(findings.rows);
    mkdirSync(RESULTS, { recursive: true });
    writeFileSync(`${RESULTS}${name}.json`, `${JSON.stringify({ ...about, ...findings }, null, 1)}\n`);
    if (short && failing(findings.rows).length > 0) process.exitCode = 1;
  } finally {
    cleanUp();
  }
  // Sockets of programs that were ended may still linger.
  process.exit();
}

function machine() {
  const [version = ''] = spawnSync('mosquitto', ['-h'], { env: withSbin(), encoding: 'utf8' }).stdout.split(
    '\n',
  );
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    node: process.version,
    mosquitto: version.replace('mosquitto version ', ''),
  };
}
