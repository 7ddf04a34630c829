import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { textOf } from '#messages/message';
import type { StoredSessionFile } from '#module/flash/flash';
import type { OutgoingPublish } from '#mqtt/client/session-store';
import { openSessionJournal } from '#node/flash/session-journal';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
  file = join(folder, 'session.ndjson');
});

afterEach(() => rmSync(folder, { recursive: true }));

function publish(id: number, payload = 'p'): OutgoingPublish {
  const bytes = Buffer.from(payload);
  return { id, topic: Buffer.from('温度'), payload: bytes, qos: 2, retain: true, phase: 'publish' };
}

/** What a program that starts now finds. */
function reload() {
  return readJournal(file);
}

function readJournal(path: string) {
  const journal = openSessionJournal(path);
  const { outgoing, received } = journal.load();
  journal.close();
  return {
    outgoing: outgoing.map(({ id, payload, phase }) => `${id} ${payload} ${phase}`),
    received,
  };
}

/** The same, of a copy, while the journal is still open. */
function peek() {
  const copy = join(folder, 'copy.ndjson');
  copyFileSync(file, copy);
  return readJournal(copy);
}

function lines(): number {
  return readFileSync(file, 'utf8').split('\n').length - 1;
}

test('no file is made before the first change', () => {
  const journal = openSessionJournal(file);
  expect(journal.load()).toEqual({ outgoing: [], received: [] });
  journal.clear();
  journal.close();
  expect(() => statSync(file)).toThrow('ENOENT');
});

test('what was in flight comes back in its order and with its bytes', () => {
  const journal = openSessionJournal(file);
  const binary = { ...publish(3), payload: Buffer.from([0, 0xff, 0x0a]) };
  for (const entry of [publish(7), binary, publish(5)]) journal.put(entry);
  journal.close();
  const { outgoing } = openSessionJournal(file).load();
  expect(outgoing.map(({ id }) => id)).toEqual([7, 3, 5]);
  expect(outgoing[1]).toMatchObject(binary);
});

test('every change is there at once, without close', () => {
  const journal = openSessionJournal(file);
  journal.put(publish(1));
  journal.put(publish(2));
  journal.received([9]);
  expect(peek()).toEqual({ outgoing: ['1 p publish', '2 p publish'], received: [9] });
  journal.release(1);
  journal.remove(2);
  journal.receivedDone(9);
  expect(peek()).toEqual({ outgoing: ['1  release'], received: [] });
});

test('only its owner can read the file', () => {
  openSessionJournal(file).put(publish(1));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  reload();
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

describe('a program killed while it wrote', () => {
  test('loses the line cut short and nothing before it, wherever the cut is', () => {
    const journal = openSessionJournal(file);
    journal.put(publish(1));
    const whole = statSync(file).size;
    journal.put(publish(2));
    journal.close();
    const bytes = readFileSync(file);
    fc.assert(
      fc.property(fc.integer({ min: whole, max: bytes.length - 1 }), (cut) => {
        writeFileSync(file, bytes.subarray(0, cut));
        expect(reload().outgoing).toEqual(['1 p publish']);
      }),
      { numRuns: 30 },
    );
  });

  test('goes on with a whole line, not behind the one cut short', () => {
    const journal = openSessionJournal(file);
    journal.put(publish(1));
    journal.close();
    writeFileSync(file, `${readFileSync(file, 'utf8')}{"op":"put","id":`);
    const next = openSessionJournal(file);
    next.load();
    next.put(publish(2));
    next.close();
    expect(reload().outgoing).toEqual(['1 p publish', '2 p publish']);
  });
});

test('lines that are no records are put aside and told, and the rest is used', () => {
  const bad = ['{"op":"received","id":0}', '{"op":"put","id":7,"to{"op":"remove","id":3}'];
  writeFileSync(file, `{"op":"received","id":1}\n${bad[0]}\n${bad[1]}\n{"op":"received","id":2}\n`);
  const journal = openSessionJournal(file);
  const { received, setAside } = journal.load();
  expect(received).toEqual([1, 2]);
  expect(setAside && textOf(setAside)).toBe(
    `2 lines of the stored session ${file} could not be read and were moved to ${file}.damaged; the rest is used`,
  );
  expect(readFileSync(`${file}.damaged`, 'utf8')).toBe(`${bad.join('\n')}\n`);
  journal.received([3]);
  journal.close();
  expect(openSessionJournal(file).load()).toMatchObject({ received: [1, 2, 3], setAside: undefined });
});

test('what is appended behind a line that a kill cut short does not land on it', () => {
  writeFileSync(file, '{"op":"received","id":1}\n{"op":"recei');
  const journal = openSessionJournal(file);
  journal.load();
  journal.received([2]);
  journal.close();
  expect(openSessionJournal(file).load()).toMatchObject({ received: [1, 2], setAside: undefined });
});

describe('what is dead leaves the file', () => {
  test('when it is loaded', () => {
    const journal = openSessionJournal(file);
    for (const id of [1, 2, 3]) journal.put(publish(id));
    journal.remove(2);
    journal.release(3);
    journal.close();
    reload();
    expect(lines()).toBe(2);
    expect(reload().outgoing).toEqual(['1 p publish', '3  release']);
  });

  test('after ten thousand lines, and the journal goes on', () => {
    const journal = openSessionJournal(file);
    journal.put(publish(65_535, 'stays'));
    for (let round = 0; round < 5000; round++) {
      journal.put(publish(1));
      journal.remove(1);
    }
    expect(lines()).toBeLessThan(10);
    journal.put(publish(2));
    journal.close();
    expect(reload().outgoing).toEqual(['65535 stays publish', '2 p publish']);
  });

  test('when the session is cleared', () => {
    const journal = openSessionJournal(file);
    journal.put(publish(1));
    journal.received([2]);
    journal.clear();
    expect(statSync(file).size).toBe(0);
    journal.received([3]);
    journal.close();
    expect(reload()).toEqual({ outgoing: [], received: [3] });
  });

  test('when a session found at the start is cleared at once', () => {
    const earlier = openSessionJournal(file);
    earlier.put(publish(1));
    earlier.close();
    const journal = openSessionJournal(file);
    journal.clear();
    journal.close();
    expect(reload().outgoing).toEqual([]);
  });
});

test('whatever was done, a reload finds what a memory of it holds', () => {
  const id = fc.integer({ min: 1, max: 4 });
  const change = fc.record({
    op: fc.constantFrom('put', 'release', 'remove', 'received', 'receivedDone', 'reload'),
    id,
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      rmSync(file, { force: true });
      let journal: StoredSessionFile = openSessionJournal(file);
      const outgoing = new Map<number, string>();
      const received = new Set<number>();
      for (const { op, id } of changes) {
        if (op === 'reload') {
          journal.close();
          journal = openSessionJournal(file);
          journal.load();
        } else if (op === 'put') {
          journal.put(publish(id));
          outgoing.set(id, `${id} p publish`);
        } else {
          if (op === 'received') journal.received([id]);
          else journal[op as 'release'](id);
          if (op === 'release' && outgoing.has(id)) outgoing.set(id, `${id}  release`);
          if (op === 'remove') outgoing.delete(id);
          if (op === 'received') received.add(id);
          if (op === 'receivedDone') received.delete(id);
        }
      }
      journal.close();
      expect(reload()).toEqual({ outgoing: [...outgoing.values()], received: [...received] });
    }),
    { numRuns: 50 },
  );
});

test('a link in its place is not followed, wherever it leads', () => {
  for (const name of ['absent', 'present']) {
    const target = join(folder, name);
    if (name === 'present') writeFileSync(target, '');
    symlinkSync(target, file);
    expect(() => openSessionJournal(file).put(publish(1))).toThrow(`${file} cannot be written: ELOOP`);
    rmSync(file);
  }
  expect(readdirSync(folder)).toEqual(['present']);
  expect(readFileSync(join(folder, 'present'), 'utf8')).toBe('');
});
