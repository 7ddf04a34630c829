import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { createTar, parseTar } from 'nanotar';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { OutgoingPublish } from '#mqtt/client/session-store';
import { makeBackup, restoreBackup } from '#node/flash/backup';
import { openFlashDirectory } from '#node/flash/directory';
import { holdFlashDirectory } from '#node/flash/hold';
import { cutOffAt, momentsOf, withoutSync } from '../../support/cut-file-system.ts';
import { folder } from '../../support/folder.ts';
import { needs } from '../../support/needs.ts';
import { filesIn, PEM } from './opened.ts';

// A flash directory is copied while a module has it or not, and put back whole or not at all.

beforeAll(withoutSync);

const IDENTITY = 'device\nbroker:1883';
const publish = (id: number): OutgoingPublish => ({
  id,
  topic: Buffer.from('out'),
  payload: Buffer.from(`payload ${id}`),
  qos: 2,
  retain: false,
  phase: 'publish',
});

/** A flash with everything that there is, held by a module. */
function running() {
  const directory = folder();
  const held = holdFlashDirectory(directory);
  onTestFinished(() => held.release());
  const { flash } = held;
  flash.set('wifi.ssid', 'home');
  flash.manufacturing.write('mqtt_ca', 'mqtt_ca', { type: 8, value: Buffer.from(PEM) });
  const session = flash.session(IDENTITY);
  session.load();
  session.put(publish(1));
  session.received([7]);
  onTestFinished(() => session.close());
  return { directory, held, flash, session };
}

/** A copy, for parseTar reads from the begin of the memory that a Buffer may share. */
const entriesOf = (file: string) => parseTar(new Uint8Array(gunzipSync(readFileSync(file))));

const contents = (directory: string): string[] =>
  filesIn(directory).filter((path) => /^(?:nvs\.json|sessions\/|mfg\/)/.test(path));

test('a backup of a running module restores to the same settings, certificates and publishes', () => {
  const { directory, session } = running();
  const file = join(folder(), 'backup.tar.gz');
  const made = makeBackup(directory, file);
  expect(made).toMatchObject({ files: 3 });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  // What comes later is not in it.
  session.put(publish(2));
  const target = join(folder(), 'new');
  expect(restoreBackup(file, target)).toEqual({ ...made, kept: undefined });
  expect(contents(target)).toEqual(contents(directory));
  const flash = openFlashDirectory(target);
  expect(flash.get('wifi.ssid')).toBe('home');
  expect(flash.manufacturing.read('mqtt_ca', 'mqtt_ca')?.value).toEqual(Buffer.from(PEM));
  const restored = flash.session(IDENTITY);
  onTestFinished(() => restored.close());
  // An old identifier could make a new message look like one that was delivered.
  expect(restored.load()).toMatchObject({ outgoing: [{ id: 1, qos: 2 }], received: [], setAside: undefined });
  for (const path of contents(target)) expect(statSync(join(target, path)).mode & 0o777).toBe(0o600);
});

test('it is a tar file that other programs read', () => {
  const { directory } = running();
  const file = join(folder(), 'backup.tar.gz');
  makeBackup(directory, file);
  const names = entriesOf(file).map(({ name }) => name);
  expect(names).toEqual(
    ['backup.json', ...contents(directory)].sort((one, other) => order(one) - order(other)),
  );

  function order(name: string): number {
    return ['backup', 'nvs', 'sessions', 'mfg'].findIndex((start) => name.startsWith(start));
  }
});

test('a line that the module is just writing is left out', () => {
  const { directory } = running();
  const [journal = ''] = readdirSync(join(directory, 'sessions'));
  const path = join(directory, 'sessions', journal);
  const whole = readFileSync(path);
  writeFileSync(path, Buffer.concat([whole, Buffer.from('{"op":"remo')]));
  const file = join(folder(), 'backup.tar.gz');
  makeBackup(directory, file);
  const stored = entriesOf(file).find(({ name }) => name.startsWith('sessions/'));
  expect(Buffer.from(stored?.data ?? [])).toEqual(whole);
});

test('a certificate that is a link is in it as what it leads to', () => {
  const { directory } = running();
  const elsewhere = join(folder(), 'key.pem');
  writeFileSync(elsewhere, 'the key');
  mkdirSync(join(directory, 'mfg', 'mqtt_key'));
  symlinkSync(elsewhere, join(directory, 'mfg', 'mqtt_key', 'mqtt_key.pem'));
  const file = join(folder(), 'backup.tar.gz');
  makeBackup(directory, file);
  const target = join(folder(), 'new');
  restoreBackup(file, target);
  expect(readFileSync(join(target, 'mfg', 'mqtt_key', 'mqtt_key.pem'), 'utf8')).toBe('the key');
});

test('a pair of values that are stored one after the other all the time is a pair in every backup', async () => {
  const { directory } = running();
  // A process of its own: this one would never store while it reads.
  const writer = spawn(
    process.execPath,
    [
      '-e',
      `const { renameSync, writeFileSync } = require('node:fs');
       const put = (name, text) => { writeFileSync('.new-' + name, text); renameSync('.new-' + name, name); };
       let n = 0;
       (function round() { put('cert.txt', String(++n)); put('key.txt', String(n)); setTimeout(round, 15); })();
       console.log('up');`,
    ],
    { cwd: madePair(directory), stdio: ['ignore', 'pipe', 'inherit'] },
  );
  onTestFinished(() => void writer.kill());
  await new Promise((resolve) => writer.stdout.once('data', resolve));
  const seen = new Set<string>();
  while (seen.size < 5) {
    const file = join(folder(), 'backup.tar.gz');
    makeBackup(directory, file);
    const pair = entriesOf(file)
      .filter(({ name }) => name.startsWith('mfg/pair/') && name.endsWith('.txt'))
      .map(({ text }) => text);
    const [cert = '', key = ''] = pair;
    // The second is stored after the first: between the two is a moment, too, and no backup has an older first one.
    expect([Number(cert), Number(cert) - 1]).toContain(Number(key));
    seen.add(cert);
  }

  function madePair(of: string): string {
    const pair = join(of, 'mfg', 'pair');
    mkdirSync(pair);
    writeFileSync(join(pair, 'cert.txt'), '0');
    writeFileSync(join(pair, 'key.txt'), '0');
    return pair;
  }
});

describe('restore', () => {
  const backup = (): string => {
    const { directory, held } = running();
    held.release();
    const file = join(folder(), 'backup.tar.gz');
    makeBackup(directory, file);
    return file;
  };

  test('refuses a directory that a module has', () => {
    const { directory } = running();
    expect(() => restoreBackup(backup(), directory, { replace: true })).toThrow(
      'is in use by another module',
    );
    expect(openFlashDirectory(directory).get('wifi.ssid')).toBe('home');
  });

  test('refuses one in which something is stored, and keeps that with --replace', () => {
    const file = backup();
    const target = folder();
    openFlashDirectory(target).set('wifi.ssid', 'other');
    expect(() => restoreBackup(file, target)).toThrow(`The flash directory ${target} is not empty`);
    expect(openFlashDirectory(target).get('wifi.ssid')).toBe('other');
    const { kept = '' } = restoreBackup(file, target, { replace: true });
    expect(openFlashDirectory(target).get('wifi.ssid')).toBe('home');
    expect(openFlashDirectory(kept).get('wifi.ssid')).toBe('other');
    expect(statSync(kept).mode & 0o077).toBe(0);
  });

  test('takes a directory that a module has used without storing anything', () => {
    const target = folder();
    holdFlashDirectory(target).release();
    restoreBackup(backup(), target);
    expect(openFlashDirectory(target).get('wifi.ssid')).toBe('home');
  });

  /** The same backup with something else in it. */
  const changed = (change: (files: Map<string, Buffer>) => void): string => {
    const files = new Map(entriesOf(backup()).map(({ name, data }) => [name, Buffer.from(data ?? [])]));
    change(files);
    const file = join(folder(), 'changed.tar.gz');
    writeFileSync(file, gzipSync(createTar([...files].map(([name, data]) => ({ name, data })))));
    return file;
  };
  const manifestWith = (files: Map<string, Buffer>, path: string): void => {
    const manifest = JSON.parse(String(files.get('backup.json')));
    manifest.files[path] = manifest.files['nvs.json'];
    files.set('backup.json', Buffer.from(JSON.stringify(manifest)));
    files.set(path, files.get('nvs.json') ?? Buffer.alloc(0));
  };

  test.each<[string, () => string, string]>([
    [
      'that is cut',
      () => cut(backup()),
      'it is no backup that atmqtt backup has written, or it was cut short',
    ],
    ['that is none', () => written('hello'), 'it is no backup that atmqtt backup has written'],
    ['without its list', () => changed((files) => files.delete('backup.json')), 'it is no backup'],
    [
      'that lacks a file',
      () => changed((files) => files.delete('nvs.json')),
      'nvs.json in it is not as it was',
    ],
    [
      'with another content',
      () => changed((files) => files.set('nvs.json', Buffer.from('{"wifi.ssid":"evil"}'))),
      'nvs.json in it is not as it was',
    ],
    ['that leads elsewhere', () => changed((files) => manifestWith(files, '../evil')), 'it is no backup'],
    ['that leads up', () => changed((files) => manifestWith(files, 'mfg/../evil')), 'it is no backup'],
  ])('refuses a backup %s, and makes nothing', (_what, make, why) => {
    const target = join(folder(), 'new');
    expect(() => restoreBackup(make(), target)).toThrow(why);
    expect(filesIn(join(target, '..'))).toEqual([]);
  });

  test('refuses a backup of a newer format', () => {
    const file = changed((files) => {
      const manifest = { ...JSON.parse(String(files.get('backup.json'))), format: 99 };
      files.set('backup.json', Buffer.from(JSON.stringify(manifest)));
    });
    expect(() => restoreBackup(file, folder())).toThrow('was made of a flash directory of format 99');
  });

  function cut(file: string): string {
    return written(readFileSync(file).subarray(0, 200));
  }

  function written(content: string | Uint8Array): string {
    const file = join(folder(), 'backup.tar.gz');
    writeFileSync(file, content);
    return file;
  }
});

test('a restore that is killed at any moment leaves what was there, or all of the backup once the next start has finished it', () => {
  const { directory } = running();
  const file = join(folder(), 'backup.tar.gz');
  makeBackup(directory, file);
  const used = (): string => {
    const target = folder();
    const flash = openFlashDirectory(target);
    flash.set('wifi.ssid', 'old');
    flash.manufacturing.write('mqtt_ca', 'old', { type: 8, value: Buffer.from('old') });
    flash.manufacturing.write('other', 'old', { type: 8, value: Buffer.from('old') });
    return target;
  };
  const before = contents(used());
  const after = contents(directory);
  const restore = (target: string): void => void restoreBackup(file, target, { replace: true });
  const moments = momentsOf(() => restore(used()));
  const ends = new Set<string>();
  for (const [at, part] of moments) {
    const target = used();
    cutOffAt(at, part, () => restore(target));
    const held = holdFlashDirectory(target);
    held.release();
    const now = contents(target);
    const isNew = held.flash.get('wifi.ssid') === 'home';
    ends.add(isNew ? 'new' : 'old');
    expect(now, `cut off at ${at}`).toEqual(isNew ? after : before);
    const folders = readdirSync(target);
    expect(folders).not.toContain('restoring');
    // What was there is never lost.
    const [kept] = folders.filter((name) => name.startsWith('replaced-'));
    if (isNew) expect(contents(join(target, kept ?? ''))).toEqual(before);
    restore(target);
    expect(contents(target)).toEqual(after);
  }
  expect(ends).toEqual(new Set(['old', 'new']));
});

test('a start that finishes a restore and is killed as well is finished by the one after it', () => {
  const { directory } = running();
  const file = join(folder(), 'backup.tar.gz');
  makeBackup(directory, file);
  const half = folder();
  openFlashDirectory(half).set('wifi.ssid', 'old');
  const before = contents(half);
  const origin = folder();
  // Just behind the moment from which on it is decided.
  for (const [at, part] of momentsOf(() => void restoreBackup(file, copied(half), { replace: true }))) {
    rmSync(origin, { recursive: true });
    cpSync(half, origin, { recursive: true });
    cutOffAt(at, part, () => void restoreBackup(file, origin, { replace: true }));
    if (existsSync(join(origin, 'restoring'))) break;
  }
  const finish = (target: string): void => holdFlashDirectory(target).release();
  for (const [at, part] of momentsOf(() => finish(copied(origin)))) {
    const target = copied(origin);
    cutOffAt(at, part, () => finish(target));
    finish(target);
    expect(contents(target)).toEqual(contents(directory));
    const [kept] = readdirSync(target).filter((name) => name.startsWith('replaced-'));
    expect(contents(join(target, kept ?? ''))).toEqual(before);
  }
});

const copied = (from: string): string => {
  const copy = folder();
  cpSync(from, copy, { recursive: true });
  return copy;
};

test('one that is half restored is not backed up', () => {
  const { directory } = running();
  mkdirSync(join(directory, 'restoring', 'placed'), { recursive: true });
  expect(() => makeBackup(directory, join(folder(), 'backup.tar.gz'))).toThrow('is being restored');
});

test('a restore leaves nothing behind of which a later migration could begin', () => {
  const { directory } = running();
  const file = join(folder(), 'backup.tar.gz');
  makeBackup(directory, file);
  const target = folder();
  openFlashDirectory(target).set('wifi.ssid', 'old');
  mkdirSync(join(target, 'format-1'));
  writeFileSync(join(target, 'format-1', 'nvs.json'), '{"wifi.ssid":"ancient"}');
  const { kept = '' } = restoreBackup(file, target, { replace: true });
  expect(readdirSync(target).filter((name) => name.startsWith('format-'))).toEqual([]);
  expect(readdirSync(kept)).toContain('format-1');
});

test('files of a person that are no values are kept aside by a restore, not removed', () => {
  const { directory } = running();
  const file = join(folder(), 'backup.tar.gz');
  makeBackup(directory, file);
  const target = folder();
  mkdirSync(join(target, 'mfg'));
  writeFileSync(join(target, 'mfg', 'notes.txt'), 'mine');
  const { kept = '' } = restoreBackup(file, target);
  expect(readFileSync(join(kept, 'mfg', 'notes.txt'), 'utf8')).toBe('mine');
});

test('a pipe in the directory and a link that leads back stop no backup', needs('Unix'), () => {
  const { directory } = running();
  execFileSync('mkfifo', [join(directory, 'mfg', 'mqtt_ca', 'pipe')]);
  symlinkSync('.', join(directory, 'mfg', 'again'));
  expect(makeBackup(directory, join(folder(), 'backup.tar.gz'))).toMatchObject({ files: 3 });
});
