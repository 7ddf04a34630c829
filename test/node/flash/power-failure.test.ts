import { cpSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Flash } from '#module/flash/flash';
import type { OutgoingPublish } from '#mqtt/client/session-store';
import { openFlashDirectory } from '#node/flash/directory';
import { ManualClock } from '#testing/index';
import { folder } from '../../support/folder.ts';
import { needs } from '../../support/needs.ts';
import { SyncedDisk } from '../../support/power-failure.ts';

// What is left when the power fails: nothing but what was synced. [B-LOSS-7]

type Sync = 'always' | 'interval' | 'never';

const IDENTITY = 'device\nbroker:1883';
const SECOND_MS = 1_000;

const publish = (id: number, payload: string): OutgoingPublish => ({
  id,
  topic: Buffer.from('a/b'),
  payload: Buffer.from(payload),
  qos: 2,
  retain: false,
  phase: 'publish',
});

/** A flash on a disk that loses what is not synced. */
function opened(sync: Sync) {
  const directory = folder();
  openFlashDirectory(directory, { sync: 'always' });
  const disk = new SyncedDisk(directory);
  const clock = new ManualClock();
  const flash = openFlashDirectory(directory, { sync, timers: clock });
  const session = flash.session(IDENTITY);
  session.load();
  onTestFinished(() => {
    // A second close does nothing but fail.
    if (!closed) session.close();
  });
  let closed = false;
  const close = (): void => {
    closed = true;
    session.close();
  };
  /** What a program finds that starts after the power has failed now. */
  const after = (): string => {
    const left = folder();
    disk.left(left);
    return told(openFlashDirectory(left));
  };
  /** What one finds that starts after the program was killed now, while the power stayed. */
  const now = (): string => {
    const copy = folder();
    cpSync(directory, copy, { recursive: true });
    return told(openFlashDirectory(copy));
  };
  return { flash, session, disk, clock, close, now, after };
}

/** All that a flash holds. */
function told(flash: Flash): string {
  const session = flash.session(IDENTITY);
  const { outgoing, received, setAside } = session.load();
  session.close();
  const sent = outgoing.map(({ id, payload, phase }) => `${id} ${payload} ${phase}`);
  return `${flash.get('wifi.ssid')} | ${sent} | ${received} | ${setAside?.key}`;
}

describe('with flashSync=always', needs('Linux'), () => {
  test('everything that was stored is there after a power failure, at any moment', () => {
    const OPERATIONS = ['put', 'release', 'remove', 'received', 'receivedDone', 'clear', 'setting'] as const;
    const operation = fc.tuple(fc.constantFrom(...OPERATIONS), fc.integer({ min: 1, max: 4 }));
    fc.assert(
      fc.property(fc.array(operation, { minLength: 1, maxLength: 12 }), (operations) => {
        const { flash, session, now, after } = opened('always');
        for (const [index, [name, id]] of operations.entries()) {
          if (name === 'put') session.put(publish(id, `payload ${index}`));
          else if (name === 'received') session.received([id]);
          else if (name === 'clear') session.clear();
          else if (name === 'setting') flash.set('wifi.ssid', `ssid ${index}`);
          else session[name](id);
          expect(after()).toBe(now());
        }
      }),
      { numRuns: 15, seed: 1 },
    );
  });
});

describe('with flashSync=interval', needs('Linux'), () => {
  test('nothing waits for the disk, and a second later all is there', async () => {
    const { session, disk, clock, now, after } = opened('interval');
    session.put(publish(1, 'first'));
    // The name of the file, once.
    expect(disk.syncs).toEqual(['fsyncSync']);
    session.put(publish(2, 'second'));
    session.received([7]);
    clock.advance(SECOND_MS - 1);
    expect(disk.syncs).toEqual(['fsyncSync']);
    expect(after()).not.toBe(now());
    clock.advance(1);
    expect(disk.syncs).toEqual(['fsyncSync', 'fdatasync']);
    expect(after()).toBe(now());
  });

  test('one sync a second, however much is stored, and none where nothing is', async () => {
    const { session, disk, clock } = opened('interval');
    for (let second = 0; second < 3; second++) {
      for (let id = 1; id <= 50; id++) session.put(publish(id, `payload ${second}`));
      clock.advance(SECOND_MS);
      expect(disk.syncs).toHaveLength(second + 2);
      await disk.settled();
    }
    const count = disk.syncs.length;
    clock.advance(60 * SECOND_MS);
    expect(disk.syncs).toHaveLength(count);
  });

  test('a session that is closed in order leaves all on the disk', () => {
    const { session, close, now, after } = opened('interval');
    session.put(publish(1, 'first'));
    close();
    expect(after()).toBe(now());
  });
});

describe('with flashSync=never', needs('Linux'), () => {
  test('the journal is left to the operating system', () => {
    const { session, disk, clock, close } = opened('never');
    session.put(publish(1, 'first'));
    session.received([7]);
    clock.advance(60 * SECOND_MS);
    close();
    expect(disk.syncs).toEqual([]);
  });
});
