import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { OutgoingPublish } from '#mqtt/client/session-store';
import { openFlashDirectory } from '#node/flash/directory';
import { openSessionJournal } from '#node/flash/session-journal';
import { folder } from '../../support/folder.ts';
import { needs } from '../../support/needs.ts';
import { fill, smallDisk } from '../../support/small-disk.ts';

// A real disk that is full: it takes a part of a write, and only then refuses. [B-LOSS-6]

const DISK_BYTES = 262_144;
const PAGE = 4096;

function publish(id: number, bytes: number): OutgoingPublish {
  return {
    id,
    topic: Buffer.from('t'),
    payload: Buffer.alloc(bytes, id),
    qos: 1,
    retain: false,
    phase: 'publish',
  };
}

function sizeOf(file: string): number {
  return statSync(file).size;
}

/** The identifiers that a program which starts now finds. */
function reload(file: string): { ids: number[]; damaged: boolean } {
  const journal = openSessionJournal(file);
  const { outgoing, setAside } = journal.load();
  journal.close();
  return { ids: outgoing.map(({ id }) => id), damaged: setAside !== undefined };
}

describe('on a full disk', needs('a small disk'), () => {
  test.each([0, PAGE, 3 * PAGE])(
    'with %i bytes left a publish is refused whole, and the next lands on a line of its own',
    (left) => {
      const disk = smallDisk(DISK_BYTES);
      const file = join(disk, 'session.ndjson');
      const journal = openSessionJournal(file);
      journal.put(publish(1, 100));
      const whole = readFileSync(file);
      const filler = fill(disk, left);

      expect(() => journal.put(publish(2, 20_000))).toThrow(`${file} cannot be written: `);
      expect(() => journal.put(publish(2, 20_000))).toThrow('no space left on device');
      expect(readFileSync(file)).toEqual(whole);

      rmSync(filler);
      journal.put(publish(3, 20_000));
      journal.close();
      expect(reload(file)).toEqual({ ids: [1, 3], damaged: false });
    },
  );

  test('a publish that the broker has acknowledged is done, and is noted once there is room', () => {
    const disk = smallDisk(DISK_BYTES);
    const file = join(disk, 'session.ndjson');
    const journal = openSessionJournal(file);
    journal.put(publish(1, 0));
    const lineBytes = sizeOf(file);
    journal.put(publish(2, 0));
    // The page is then full but for a few bytes, so that the line of an acknowledgement needs another one.
    journal.put(publish(3, Math.floor((PAGE - 3 * lineBytes) / 4) * 3));
    expect(PAGE - sizeOf(file)).toBeLessThan(10);
    const filler = fill(disk);
    expect(() => journal.receivedDone(9)).toThrow('no space left on device');
    journal.remove(1);
    journal.remove(2);
    expect(() => journal.put(publish(1, 50))).toThrow('no space left on device');

    rmSync(filler);
    // It takes the number of one that is done.
    journal.put(publish(2, 50));
    journal.close();
    expect(reload(file)).toEqual({ ids: [3, 2], damaged: false });
  });

  test('settings and values keep what they had, the failure names the file, and nothing is left behind', () => {
    const disk = smallDisk(DISK_BYTES);
    const flash = openFlashDirectory(disk);
    flash.set('wifi.ssid', 'old');
    flash.manufacturing.write('client_cert', 'client_cert.0', { type: 8, value: Buffer.from('old') });
    const filler = fill(disk, PAGE);

    expect(() => flash.set('wifi.ssid', 'x'.repeat(10_000))).toThrow(
      `${join(disk, 'nvs.json')} cannot be written: `,
    );
    const value = Buffer.alloc(10_000, 1);
    expect(() => flash.manufacturing.write('client_cert', 'client_cert.0', { type: 8, value })).toThrow(
      `${join(disk, 'mfg', 'client_cert', 'client_cert.0.bin')} cannot be used: `,
    );
    rmSync(filler);

    const next = openFlashDirectory(disk);
    expect(next.get('wifi.ssid')).toBe('old');
    expect(next.manufacturing.read('client_cert', 'client_cert.0')?.value).toEqual(Buffer.from('old'));
    const names = readdirSync(disk, { recursive: true, encoding: 'utf8' });
    expect(names.filter((name) => name.includes('.writing-'))).toEqual([]);
  });
});

test('long payloads that are done do not pile up in the file', () => {
  // 40 MB of them go through.
  const file = join(folder(), 'session.ndjson');
  const journal = openSessionJournal(file);
  for (let round = 0; round < 100; round++) {
    journal.put(publish(1, 300_000));
    journal.remove(1);
  }
  expect(sizeOf(file)).toBeLessThan(17_000_000);
  journal.close();
});
