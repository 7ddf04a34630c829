import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createModule } from '#library/index';
import { isFlashError } from '#module/flash/flash-error';
import { openExistingFlash } from '#node/flash/directory';
import { type HeldFlash, holdFlashDirectory } from '#node/flash/hold';
import { folder } from '../../support/folder.ts';
import { filesIn } from './opened.ts';

function hold(directory: string): HeldFlash {
  const held = holdFlashDirectory(directory);
  onTestFinished(() => held.release());
  return held;
}

const IN_USE = /is in use by another module of this program; give each module its own\.$/;

test('two modules of a program cannot have one directory, whatever it is called', () => {
  const [directory, link] = [join(folder(), 'flash'), join(folder(), 'link')];
  hold(directory);
  symlinkSync(directory, link);
  for (const name of [directory, link]) {
    expect(() => holdFlashDirectory(name)).toThrow(IN_USE);
    try {
      holdFlashDirectory(name);
    } catch (error) {
      expect(isFlashError(error) && error.code).toBe('HELD');
    }
  }
});

test('a directory is free once it was let go of, and when it could not be opened', () => {
  const directory = join(folder(), 'flash');
  const held = hold(directory);
  held.release();
  held.release();
  writeFileSync(join(directory, 'nvs.json'), '{');
  expect(() => holdFlashDirectory(directory)).toThrow('is not a list of stored settings');
  writeFileSync(join(directory, 'nvs.json'), '{}');
  hold(directory);
});

test('whoever only looks takes no lock, and changes nothing', () => {
  const directory = folder();
  expect(openExistingFlash(directory).get('wifi.ssid')).toBeUndefined();
  expect(openExistingFlash(directory).manufacturing.keys('mqtt_ca')).toEqual([]);
  expect(readdirSync(directory)).toEqual([]);
  hold(directory).flash.set('wifi.ssid', 'home');
  chmodSync(directory, 0o500);
  expect(openExistingFlash(directory).get('wifi.ssid')).toBe('home');
  chmodSync(directory, 0o700);
});

const CONTENTS: Readonly<Record<string, string>> = {
  'format.json': '{"format":2}',
  'nvs.json': '{"wifi.ssid":"a"}',
};

test('what killed programs were writing goes at the next start, and nothing else', () => {
  const directory = join(folder(), 'flash');
  const session = `${'0a'.repeat(8)}.ndjson`;
  const kept = [
    'format.json',
    'nvs.json',
    `sessions/${session}`,
    'mfg/mqtt_ca/k.pem',
    'mfg/mqtt_ca/nvs.json.1.txt',
    'mfg/a/note.7',
  ];
  const left = [
    'nvs.json.1234567',
    '.writing-1',
    `sessions/${session}.42`,
    'sessions/.writing-2',
    'mfg/mqtt_ca/.writing-0f3a.123456',
    'mfg/mqtt_ca/.writing-3',
  ];
  for (const path of [...kept, ...left]) {
    mkdirSync(join(directory, path, '..'), { recursive: true });
    writeFileSync(join(directory, path), CONTENTS[path] ?? '');
  }
  expect(hold(directory).flash.get('wifi.ssid')).toBe('a');
  expect(filesIn(directory)).toEqual([...kept, 'lock'].sort());
});

test('folders have mode 0700 and values 0600, whatever the umask', () => {
  for (const umask of [0, 0o22, 0o177]) {
    const directory = join(folder(), 'flash');
    const before = process.umask(umask);
    try {
      const { flash } = hold(directory);
      flash.set('wifi.password', 'secret');
      const session = flash.session('c');
      session.received([1]);
      session.close();
      flash.manufacturing.write('mqtt_ca', 'k', { type: 7, value: Buffer.from('x') });
    } finally {
      process.umask(before);
    }
    for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
      const mode = statSync(join(entry.parentPath, entry.name)).mode & 0o777;
      expect([entry.name, mode]).toEqual([entry.name, entry.isDirectory() ? 0o700 : 0o600]);
    }
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  }
});

test('a module of the library has its directory alone until it is switched off', async () => {
  const flash = join(folder(), 'flash');
  const first = createModule({ flash });
  expect(() => createModule({ flash })).toThrow(IN_USE);
  await first.powerOff();
  const second = createModule({ flash });
  expect(() => first.powerOn()).toThrow(IN_USE);
  await second.powerOff();
  first.powerOn();
  await first.powerOff();
  expect(existsSync(join(flash, 'lock'))).toBe(true);
  expect(JSON.parse(readFileSync(join(flash, 'lock'), 'utf8'))).toMatchObject({ pid: process.pid });
});

test('what makes no module leaves the directory free', () => {
  const flash = join(folder(), 'flash');
  expect(() => createModule({ flash, allowedOrigins: ['nonsense'] })).toThrow();
  hold(flash);
});
