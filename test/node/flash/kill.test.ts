import { spawn } from 'node:child_process';
import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { build } from 'rolldown';
import { expect, onTestFinished, test } from 'vitest';
import type { ManufacturingValue } from '#module/flash/manufacturing';
import { openManufacturingDirectory } from '#node/flash/manufacturing-directory';
import { openSessionJournal } from '#node/flash/session-journal';
import { folder } from '../../support/folder.ts';
import { KEYS, NAMESPACE, valueIn } from './kill-values.ts';

// A few real kills; crash-points.test.ts goes through every moment at which one can come.

const KILLS = 20;
/** After its first value a writer lives at most so many milliseconds. */
const LONGEST_LIFE_MS = 12;
const PATIENCE_MS = 15_000;

interface Writer {
  /** For Node. */
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

/** Lets a writer run and kills it at some moment. @returns what it said it stored */
async function writeAndKill({ program, ended }: Writer, ...args: readonly string[]): Promise<string[]> {
  ended.throwIfAborted();
  const child = spawn(process.execPath, [program, ...args], {
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

/** Kills a writer of values again and again. */
async function torment(writer: Writer, directory: string): Promise<void> {
  const store = openManufacturingDirectory(directory);
  const stored = new Map<string, ManufacturingValue>();
  let round = 1;
  for (let kill = 0; kill < KILLS; kill++) {
    const said = await writeAndKill(writer, 'manufacturing', directory, `${round}`);
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
    }
    const listed = store.keys(NAMESPACE).map(({ key }) => key);
    expect(listed).toEqual([...stored.keys()].sort());
    round = inRound + 1;
  }
  expectCleanUp(directory);
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

/** What starts writers until the end of the test. */
async function startWriters(): Promise<Writer> {
  const ending = new AbortController();
  onTestFinished(() => ending.abort());
  return { program: await compileWriter(), ended: ending.signal };
}

const options = { timeout: 60_000 };

test(`after each of ${KILLS} kills every value is the old or the new one`, options, async () => {
  await torment(await startWriters(), folder());
});

test(`after each of ${KILLS} kills the journal holds all that was put into it`, options, async () => {
  const writer = await startWriters();
  const file = join(folder(), 'session.ndjson');
  let last = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const said = await writeAndKill(writer, 'journal', file, `${last + 1}`);
    const journal = openSessionJournal(file);
    const ids = journal.load().outgoing.map(({ id }) => id);
    journal.close();
    const told = last + said.length;
    // The one behind the last one said may be there too.
    expect([told, told + 1]).toContain(ids.length);
    expect(ids).toEqual(ids.map((_, index) => index + 1));
    last = ids.length;
  }
});
