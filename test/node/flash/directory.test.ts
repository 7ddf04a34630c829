import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { FlashError } from '#module/flash/flash-error';
import { openFlashDirectory } from '#node/flash/directory';

let folder: string;
let directory: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flash-'));
  directory = join(folder, 'deep', 'flash');
});

afterEach(() => rmSync(folder, { recursive: true }));

const nvs = () => join(directory, 'nvs.json');

test('the directory is made, and what is set is found by the next program', () => {
  const flash = openFlashDirectory(directory);
  expect(flash.get('wifi.ssid')).toBeUndefined();
  flash.set('wifi.ssid', 'home');
  flash.set('wifi.mode', 3);
  flash.set('sntp.enabled', true);
  const next = openFlashDirectory(directory);
  expect(['wifi.ssid', 'wifi.mode', 'sntp.enabled'].map((key) => next.get(key))).toEqual(['home', 3, true]);
});

test('values of several parts are found as they were set', () => {
  const value = [{ authMode: 1, names: ['a', 'b'] }, true];
  openFlashDirectory(directory).set('ip.sslClients', value);
  expect(openFlashDirectory(directory).get('ip.sslClients')).toEqual(value);
});

test('a person can read the file and edit it', () => {
  openFlashDirectory(directory).set('wifi.ssid', 'home');
  expect(readFileSync(nvs(), 'utf8')).toBe('{\n  "wifi.ssid": "home"\n}\n');
  writeFileSync(nvs(), '{"wifi.ssid":"work"}');
  expect(openFlashDirectory(directory).get('wifi.ssid')).toBe('work');
});

test('restore forgets the settings and nothing else', () => {
  const flash = openFlashDirectory(directory);
  flash.set('wifi.ssid', 'home');
  const session = flash.session('c');
  session.received([7]);
  session.close();
  flash.restore();
  expect(flash.get('wifi.ssid')).toBeUndefined();
  const next = openFlashDirectory(directory);
  expect(next.get('wifi.ssid')).toBeUndefined();
  expect(next.session('c').load().received).toEqual([7]);
});

test('each client and broker has a session of its own, in a file whose name tells nothing', () => {
  const flash = openFlashDirectory(directory);
  for (const [index, identity] of ['secret\n10.0.0.1:1883', 'secret\n10.0.0.2:1883'].entries()) {
    const session = flash.session(identity);
    session.received([index + 1]);
    session.close();
  }
  expect(flash.session('secret\n10.0.0.1:1883').load().received).toEqual([1]);
  expect(flash.session('secret\n10.0.0.2:1883').load().received).toEqual([2]);
  expect(readdirSync(join(directory, 'sessions')).join()).toMatch(
    /^[0-9a-f]{16}\.ndjson,[0-9a-f]{16}\.ndjson$/,
  );
});

test('a value that is there already is not written again', () => {
  const flash = openFlashDirectory(directory);
  flash.set('wifi.mode', 1);
  rmSync(nvs());
  flash.set('wifi.mode', 1);
  expect(existsSync(nvs())).toBe(false);
});

test.each(['{', '[]', '{"a":null}', '{"a":{}}', ''])('a file that holds %j is told, and stays', (text) => {
  openFlashDirectory(directory);
  writeFileSync(nvs(), text);
  expect(() => openFlashDirectory(directory)).toThrow(FlashError);
  expect(() => openFlashDirectory(directory)).toThrow('is not a list of stored settings');
  expect(readFileSync(nvs(), 'utf8')).toBe(text);
});

test('a directory that is a file is told', () => {
  writeFileSync(join(folder, 'deep'), '');
  expect(() => openFlashDirectory(directory)).toThrow(`The flash directory ${directory} cannot be used`);
});

test('a setting that cannot be written is refused and not taken', () => {
  const flash = openFlashDirectory(directory);
  flash.set('wifi.mode', 1);
  // Taken away, because a mode would not stop root.
  rmSync(directory, { recursive: true });
  expect(() => flash.set('wifi.mode', 2)).toThrow('ENOENT');
  expect(flash.get('wifi.mode')).toBe(1);
});

test('the stored settings, a password among them, are for their owner only', () => {
  openFlashDirectory(directory).set('wifi.password', 'secret');
  expect(statSync(nvs()).mode & 0o777).toBe(0o600);
});

test.each([0o000, 0o277, 0o777])('the umask %o changes nothing in that', (umask) => {
  const before = process.umask(umask);
  onTestFinished(() => void process.umask(before));
  const flash = openFlashDirectory(directory);
  flash.set('wifi.password', 'secret');
  flash.session('somebody').received([1]);
  flash.manufacturing.write('mqtt_key', 'mqtt_key', { type: 8, value: Buffer.from('key') });
  const modes = readdirSync(folder, { withFileTypes: true, recursive: true }).map((entry) => [
    entry.isDirectory(),
    statSync(join(entry.parentPath, entry.name)).mode & 0o777,
  ]);
  expect(modes).toHaveLength(9);
  for (const [isFolder, mode] of modes) expect(mode).toBe(isFolder === true ? 0o700 : 0o600);
});
