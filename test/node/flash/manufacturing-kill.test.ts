import { spawn } from 'node:child_process';
import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { build } from 'rolldown';
import { expect, onTestFinished, test } from 'vitest';
import type { ManufacturingValue } from '#module/flash/manufacturing';
import { openManufacturingDirectory } from '#node/flash/manufacturing-directory';
import { folder } from '../../support/folder.ts';
import { KEYS, NAMESPACE, valueIn } from './kill-values.ts';

const KILLS = 500;
/** Writers side by side, each with a directory of its own. */
const WRITERS = 4;
/** After its first value a writer lives at most so many milliseconds. */
const LONGEST_LIFE_MS = 12;
const PATIENCE_MS = 15_000;

interface Bench {
  /** The writer, for Node. */
  readonly program: string;
  /** The test is over, and with it every writer. */
  readonly ended: AbortSignal;
}

/** Joins the writer and what it imports into one file that Node can run by itself. @returns its path */
async function compileWriter(): Promise<string> {
  const program = join(folder(), 'kill-writer.cjs');
  await build({
    input: fileURLToPath(new URL('kill-writer.ts', import.meta.url)),
    platform: 'node',
    resolve: { conditionNames: ['atmqtt-source', 'node', 'import'] },
    output: { file: program, format: 'cjs' },
    logLevel: 'warn',
  });
  return program;
}

/** Lets a writer run from a round on and kills it at some moment. @returns the values it said it stored */
async function writeAndKill({ program, ended }: Bench, directory: string, round: number): Promise<string[]> {
  ended.throwIfAborted();
  const child = spawn(process.execPath, [program, directory, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    signal: ended,
    killSignal: 'SIGKILL',
  });
  child.on('error', () => {});
  let said = '';
  const impatient = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  child.stdout.on('data', (chunk: Buffer) => {
    if (said === '') setTimeout(() => child.kill('SIGKILL'), Math.random() * LONGEST_LIFE_MS);
    said += chunk;
  });
  const [, signal] = await new Promise<[number | null, string | null]>((resolve) => {
    child.once('close', (code, by) => resolve([code, by]));
  });
  clearTimeout(impatient);
  expect(signal).toBe('SIGKILL');
  expect(said).not.toBe('');
  return said.trimEnd().split('\n');
}

/** Kills a writer again and again. @returns how often the value being written was the old and the new one */
async function torment(bench: Bench, directory: string, kills: number): Promise<[number, number]> {
  const store = openManufacturingDirectory(directory);
  const stored = new Map<string, ManufacturingValue>();
  let [old, fresh, round] = [0, 0, 1];
  for (let kill = 0; kill < kills; kill++) {
    const said = await writeAndKill(bench, directory, round);
    for (const line of said) {
      const [in_ = '', key = ''] = line.split(' ');
      stored.set(key, valueIn(Number(in_), key as 'small'));
    }
    // The value behind the last one said was being written, or about to be, or just stored.
    const written = said.length;
    const [underWay, inRound] = [KEYS[written % KEYS.length], round + Math.floor(written / KEYS.length)];
    for (const key of KEYS) {
      const read = store.read(NAMESPACE, key);
      const isOld = isDeepStrictEqual(read, stored.get(key));
      const isNew = key === underWay && isDeepStrictEqual(read, valueIn(inRound, key));
      if (!isOld && !isNew)
        throw new Error(`after kill ${kill} ${key} is neither old nor new: ${tell(read)}`);
      if (read !== undefined) stored.set(key, read);
      if (key === underWay) isNew ? fresh++ : old++;
    }
    const listed = store.keys(NAMESPACE).map(({ key }) => key);
    expect(listed).toEqual([...stored.keys()].sort());
    round = inRound + 1;
  }
  expectCleanUp(directory);
  return [old, fresh];
}

function tell(read: ManufacturingValue | undefined): string {
  return read === undefined ? 'gone' : `type ${read.type}, ${read.value.toString().slice(0, 80)}…`;
}

/** What the killed writers left behind goes, once it is old enough. */
function expectCleanUp(directory: string): void {
  const inside = join(directory, NAMESPACE);
  for (const name of readdirSync(inside))
    if (name.startsWith('.writing-')) utimesSync(join(inside, name), 1, 1);
  openManufacturingDirectory(directory);
  expect(readdirSync(inside).filter((name) => name.startsWith('.'))).toEqual([]);
}

test(`after each of ${KILLS} kills every value is the old or the new one`, { timeout: 180_000 }, async () => {
  const ending = new AbortController();
  onTestFinished(() => ending.abort());
  const bench = { program: await compileWriter(), ended: ending.signal };
  const results = await Promise.all(
    Array.from({ length: WRITERS }, () => torment(bench, folder(), KILLS / WRITERS)),
  );
  const [old, fresh] = results.reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
  expect(old + fresh).toBe(KILLS);
});
