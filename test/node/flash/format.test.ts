import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { flashContents } from '#node/flash/contents';
import { openFlashDirectory } from '#node/flash/directory';
import { FLASH_FORMAT, type Migration, migrateFlash } from '#node/flash/format';
import { holdFlashDirectory } from '#node/flash/hold';
import { cutOffAt, momentsOf, withoutSync } from '../../support/cut-file-system.ts';
import { folder } from '../../support/folder.ts';

// A flash directory says which format it has: an older one is brought to the present one with a copy kept, a newer one is refused.

beforeAll(withoutSync);

const formatIn = (directory: string): unknown =>
  JSON.parse(readFileSync(join(directory, 'format.json'), 'utf8'));

/** As versions before the number was written down have left it. */
function ofFormat1(): string {
  const directory = folder();
  const flash = openFlashDirectory(directory);
  flash.set('wifi.ssid', 'home');
  const session = flash.session('device\nbroker:1883');
  session.load();
  session.put({
    id: 1,
    topic: Buffer.from('t'),
    payload: Buffer.from('p'),
    qos: 1,
    retain: false,
    phase: 'publish',
  });
  session.close();
  rmSync(join(directory, 'format.json'));
  return directory;
}

test('a new directory has the present format, and nothing is copied', () => {
  const directory = folder();
  const held = holdFlashDirectory(directory);
  held.release();
  expect(held.migrated).toBeUndefined();
  expect(formatIn(directory)).toEqual({ format: FLASH_FORMAT });
  expect(readdirSync(directory).filter((name) => name.startsWith('format-'))).toEqual([]);
});

test('one in which a person has put a certificate is new as well', () => {
  const directory = folder();
  mkdirSync(join(directory, 'mfg', 'mqtt_ca'), { recursive: true });
  writeFileSync(join(directory, 'mfg', 'mqtt_ca', 'mqtt_ca.pem'), '-----BEGIN CERTIFICATE-----\n');
  expect(migrateFlash(directory)).toBeUndefined();
  expect(formatIn(directory)).toEqual({ format: FLASH_FORMAT });
});

test('an older one is brought to the present format, told, and kept as it was for its owner alone', () => {
  const directory = ofFormat1();
  const held = holdFlashDirectory(directory);
  held.release();
  const copy = join(directory, 'format-1');
  expect(held.migrated).toMatchObject({
    key: 'flash.migrated',
    params: { path: directory, from: 1, to: FLASH_FORMAT, copy },
  });
  expect(formatIn(directory)).toEqual({ format: FLASH_FORMAT });
  expect(held.flash.get('wifi.ssid')).toBe('home');
  for (const name of ['nvs.json', join('sessions', readdirSync(join(directory, 'sessions'))[0] ?? '')]) {
    expect(readFileSync(join(copy, name), 'utf8')).toBe(readFileSync(join(directory, name), 'utf8'));
    expect(statSync(join(copy, name)).mode & 0o077).toBe(0);
  }
  expect(statSync(copy).mode & 0o077).toBe(0);
  // Once.
  const again = holdFlashDirectory(directory);
  again.release();
  expect(again.migrated).toBeUndefined();
});

describe('one of a newer format', () => {
  const newer = (): string => {
    const directory = ofFormat1();
    writeFileSync(join(directory, 'format.json'), JSON.stringify({ format: FLASH_FORMAT + 1 }));
    return directory;
  };

  test.each([
    ['a module', (directory: string) => holdFlashDirectory(directory)],
    ['the library', (directory: string) => openFlashDirectory(directory)],
    ['flash ls', (directory: string) => flashContents(directory)],
  ])('is refused by %s, and stays as it is', (_who, open) => {
    const directory = newer();
    const before = readdirSync(directory, { recursive: true, encoding: 'utf8' });
    expect(() => open(directory)).toThrow(
      `The flash directory ${directory} has format ${FLASH_FORMAT + 1}, and this version of atmqtt knows formats up to ${FLASH_FORMAT}`,
    );
    expect(readdirSync(directory, { recursive: true, encoding: 'utf8' })).toEqual(
      expect.arrayContaining(before),
    );
    expect(readFileSync(join(directory, 'nvs.json'), 'utf8')).toContain('home');
    // And the lock is free.
    rmSync(join(directory, 'format.json'));
    holdFlashDirectory(directory).release();
  });
});

test.each(['', '{}', '{"format":0}', '{"format":"2"}', 'two'])('a number that says %j is refused', (text) => {
  const directory = ofFormat1();
  writeFileSync(join(directory, 'format.json'), text);
  expect(() => openFlashDirectory(directory)).toThrow('does not say which format the flash directory has');
});

test('a migration that is killed at any moment leaves what was there, and is done by the next start', () => {
  const origin = ofFormat1();
  writeFileSync(join(origin, 'format.json'), JSON.stringify({ format: 2 }));
  // What a coming version may do: another name for a setting.
  const rename: Migration = (before, directory) => {
    const old = JSON.parse(readFileSync(join(before, 'nvs.json'), 'utf8')) as Record<string, string>;
    writeFileSync(join(directory, 'nvs.json'), JSON.stringify({ 'station.ssid': old['wifi.ssid'] }));
  };
  const migrate = (directory: string): void =>
    void migrateFlash(directory, { migrations: { 2: rename }, current: 3 });
  const copied = (): string => {
    const copy = folder();
    cpSync(origin, copy, { recursive: true });
    return copy;
  };
  const moments = momentsOf(() => migrate(copied()));
  expect(moments.length).toBeGreaterThan(5);
  for (const [at, part] of moments) {
    const directory = copied();
    cutOffAt(at, part, () => migrate(directory));
    migrate(directory);
    expect(formatIn(directory)).toEqual({ format: 3 });
    expect(JSON.parse(readFileSync(join(directory, 'nvs.json'), 'utf8'))).toEqual({ 'station.ssid': 'home' });
    expect(readFileSync(join(directory, 'format-2', 'nvs.json'), 'utf8')).toContain('"wifi.ssid": "home"');
    holdOf(directory);
  }

  /** Whoever opens it next removes what was not finished. */
  function holdOf(directory: string): void {
    writeFileSync(join(directory, 'format.json'), JSON.stringify({ format: FLASH_FORMAT }));
    holdFlashDirectory(directory).release();
    expect(readdirSync(directory).filter((name) => name.startsWith('.writing-'))).toEqual([]);
    expect(existsSync(join(directory, 'format-2'))).toBe(true);
  }
});

test('who went back to an older version by hand is upgraded from what is there now, and both copies stay', () => {
  const directory = ofFormat1();
  holdFlashDirectory(directory).release();
  const copy = join(directory, 'format-1');
  // As the guide says: the contents go back to their places, and the folder stays.
  for (const name of readdirSync(copy)) {
    rmSync(join(directory, name), { recursive: true });
    renameSync(join(copy, name), join(directory, name));
  }
  rmSync(join(directory, 'format.json'));
  writeFileSync(join(copy, 'note'), 'mine');
  const held = holdFlashDirectory(directory);
  held.release();
  const { copy: kept = '' } = (held.migrated?.params ?? {}) as { copy?: string };
  expect(kept).not.toBe(copy);
  expect(readFileSync(join(kept, 'nvs.json'), 'utf8')).toContain('home');
  expect(readFileSync(join(copy, 'note'), 'utf8')).toBe('mine');
});

test('a migration begins from what is there, not from the copy of an earlier one', () => {
  const directory = ofFormat1();
  holdFlashDirectory(directory).release();
  openFlashDirectory(directory).set('wifi.ssid', 'office');
  // Somebody has lost it.
  rmSync(join(directory, 'format.json'));
  const begin: Migration = (before, into) => cpSync(join(before, 'nvs.json'), join(into, 'nvs.json'));
  migrateFlash(directory, { migrations: { 1: begin }, current: 2 });
  expect(openFlashDirectory(directory).get('wifi.ssid')).toBe('office');
});
