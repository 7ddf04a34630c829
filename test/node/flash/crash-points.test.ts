import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, existsSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ManufacturingStore } from '#module/flash/manufacturing';
import type { OutgoingPublish } from '#mqtt/client/session-store';
import { openFlashDirectory } from '#node/flash/directory';
import { openManufacturingDirectory } from '#node/flash/manufacturing-directory';
import { openSessionJournal } from '#node/flash/session-journal';
import { cutOffAt, momentsOf, withoutSync } from '../../support/cut-file-system.ts';
import { folder } from '../../support/folder.ts';
import { KEYS, NAMESPACE, ROUNDS, valueIn } from './kill-values.ts';

// What a kill at any moment leaves behind: the file system is cut off at each change that is made to it
// (kill.test.ts kills real processes). Whatever was done before is there, and the change under way is there
// whole or not at all. [B-LOSS-4]

beforeAll(withoutSync);

describe('a manufacturing directory', () => {
  const NAMES = [NAMESPACE, 'other'];

  function told(store: ManufacturingStore, name: string, key: string): string {
    const { type, value } = store.read(name, key) ?? {};
    return `${name}/${key} ${type} ${createHash('sha256').update(`${value}`).digest('hex')}`;
  }

  /** All that can be read, in the order of the names. */
  function contentOf(store: ManufacturingStore): string {
    return NAMES.flatMap((name) => store.keys(name).map(({ key }) => told(store, name, key))).join('\n');
  }

  /** A directory with a value under every key, of the round before. */
  function filled(round: number): string {
    const directory = folder();
    const store = openManufacturingDirectory(directory);
    for (const name of NAMES) for (const key of KEYS) store.write(name, key, valueIn(round - 1, key));
    return directory;
  }

  /** Makes unfinished files old, opens the directory and expects them gone. */
  function expectCleanUp(directory: string): void {
    for (const name of readdirSync(directory)) {
      const inside = join(directory, name);
      for (const file of readdirSync(inside))
        if (file.startsWith('.writing-')) utimesSync(join(inside, file), 1, 1);
    }
    openManufacturingDirectory(directory);
    const left = readdirSync(directory, { recursive: true, encoding: 'utf8' });
    expect(left.filter((path) => path.includes('.writing-'))).toEqual([]);
  }

  const changes: readonly [string, (store: ManufacturingStore, round: number) => void][] = [
    ...KEYS.map((key): [string, (store: ManufacturingStore, round: number) => void] => [
      `a write of ${key}`,
      (store, round) => store.write(NAMESPACE, key, valueIn(round, key)),
    ]),
    ['an erasure of one key', (store) => store.erase(NAMESPACE, 'large')],
  ];

  describe.each(changes)('%s', (_name, change) => {
    test.each(ROUNDS)('is there whole or not at all, in round %i', (round) => {
      const origin = filled(round);
      const before = contentOf(openManufacturingDirectory(origin));
      const whole = copied(origin);
      const moments = momentsOf(() => change(openManufacturingDirectory(whole), round));
      const after = contentOf(openManufacturingDirectory(whole));
      expect(moments.length).toBeGreaterThan(1);
      for (const [at, part] of moments) {
        const directory = copied(origin);
        cutOffAt(at, part, () => change(openManufacturingDirectory(directory), round));
        const store = openManufacturingDirectory(directory);
        expect([before, after]).toContainEqual(contentOf(store));
        expectCleanUp(directory);
        change(store, round);
        expect(contentOf(store)).toEqual(after);
      }
    });
  });

  test('an erasure of everything loses keys one by one, each whole', () => {
    const origin = filled(1);
    const before = openManufacturingDirectory(origin);
    const moments = momentsOf(() => openManufacturingDirectory(copied(origin)).erase());
    expect(moments.length).toBeGreaterThan(NAMES.length * KEYS.length);
    for (const [at, part] of moments) {
      const directory = copied(origin);
      cutOffAt(at, part, () => openManufacturingDirectory(directory).erase());
      const store = openManufacturingDirectory(directory);
      for (const name of NAMES) {
        for (const { key } of store.keys(name)) expect(told(store, name, key)).toBe(told(before, name, key));
      }
    }
  });
});

test('the stored settings are those before a change or those after it', () => {
  const origin = folder();
  openFlashDirectory(origin).set('wifi.ssid', 'old');
  const change = (directory: string) => openFlashDirectory(directory).set('wifi.ssid', 'new'.repeat(2_000));
  const moments = momentsOf(() => change(copied(origin)));
  expect(moments.length).toBeGreaterThan(5);
  for (const [at, part] of moments) {
    const directory = copied(origin);
    cutOffAt(at, part, () => change(directory));
    // The new file may be in its place already, and only its name not synced.
    expect(['old', 'new'.repeat(2_000)]).toContain(openFlashDirectory(directory).get('wifi.ssid'));
    change(directory);
    expect(openFlashDirectory(directory).get('wifi.ssid')).toBe('new'.repeat(2_000));
  }
});

describe('the journal of a session', () => {
  const OPERATIONS = ['put', 'release', 'remove', 'received', 'receivedDone', 'clear', 'reload'] as const;
  type Operation = readonly [name: (typeof OPERATIONS)[number], id: number];

  /** Does to a new journal what sessions do, one after another. */
  function perform(file: string, operations: readonly Operation[], done: () => void): void {
    let journal = openSessionJournal(file);
    try {
      for (const [name, id] of operations) {
        if (name === 'reload') {
          journal.close();
          journal = openSessionJournal(file);
          journal.load();
        } else if (name === 'put') journal.put(publish(id));
        else if (name === 'clear') journal.clear();
        else if (name === 'received') journal.received([id]);
        else journal[name](id);
        done();
      }
    } finally {
      journal.close();
    }
  }

  /** What a program that starts now finds. */
  function found(file: string): string {
    const copy = `${file}.copy`;
    if (!existsSync(file)) return ' | ';
    copyFileSync(file, copy);
    const journal = openSessionJournal(copy);
    const { outgoing, received } = journal.load();
    journal.close();
    return `${outgoing.map(({ id, payload, phase }) => `${id} ${payload} ${phase}`)} | ${received}`;
  }

  test('holds what was done before the kill, and the change under way whole or not at all', () => {
    const operation = fc.tuple(fc.constantFrom(...OPERATIONS), fc.integer({ min: 1, max: 4 }));
    const operations = fc.array(operation, { minLength: 1, maxLength: 10 });
    const here = folder();
    let files = 0;
    const file = (): string => join(here, `${files++}.ndjson`);
    fc.assert(
      fc.property(operations, (operations) => {
        const whole = file();
        const states = [found(whole)];
        perform(whole, operations, () => states.push(found(whole)));
        for (const [at, part] of momentsOf(() => perform(file(), operations, () => {}))) {
          const torn = file();
          let done = 0;
          cutOffAt(at, part, () => perform(torn, operations, () => done++));
          expect(states.slice(done, done + 2)).toContain(found(torn));
        }
      }),
      { numRuns: 25, seed: 1 },
    );
  });
});

function publish(id: number): OutgoingPublish {
  const [topic, payload] = [Buffer.from('a/b'), Buffer.from(`payload ${id}`)];
  return { id, topic, payload, qos: 2, retain: false, phase: 'publish' };
}

/** A copy of a folder, for one cut. */
function copied(directory: string): string {
  const copy = folder();
  cpSync(directory, copy, { recursive: true });
  return copy;
}
