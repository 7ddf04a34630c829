import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkConfig } from '#cli/config-check';
import { resolveConfiguration } from '#config/resolve';
import { configFile } from '../config/support.ts';
import { folder } from '../support/folder.ts';
import { said } from '../support/said.ts';

const check = (file: string): boolean =>
  checkConfig(
    file,
    {},
    () => {},
    () => {},
  );

test('a file without mistakes is told with its modules and ports', () => {
  const file = configFile('modules:\n  a: { ports: [pty, "tcp-listen:0"] }\n  b: { ports: [pty] }\n');
  const told = said();
  expect(check(file)).toBe(true);
  expect(told).toEqual([{ key: 'config.noMistakes', params: { file, modules: 2, ports: 3 } }]);
});

test('each mistake is told with its line', () => {
  const file = configFile('moduls: {}\nlogLevel: loud\n');
  const told = said();
  expect(check(file)).toBe(false);
  const at = (line: number, key: string) => ({
    key: 'config.mistakeAt',
    params: { file, line, reason: { key: `config.${key}` } },
  });
  expect(told).toMatchObject([at(1, 'unknownKey'), at(2, 'placeTakes')]);
});

test.each([
  ['is too large', 'fileTooLarge', () => configFile('#'.repeat(1_100_000))],
  ['is no text', 'fileNotText', () => configFile(Buffer.of(0xff))],
  ['is not there', 'noFile', () => '/nowhere/a.yaml'],
])('a file that %s is refused', (_, key, make) => {
  const file = make();
  expect(() => check(file)).toThrow(
    expect.objectContaining({ reason: { key: `config.${key}`, params: { file } } }),
  );
});

test('a folder is refused with what the system says', () => {
  const file = join(folder(), 'a.yaml');
  mkdirSync(file);
  const why = 'EISDIR: illegal operation on a directory, read';
  expect(() => check(file)).toThrow(
    expect.objectContaining({ reason: { key: 'config.fileUnreadable', params: { file, why } } }),
  );
});

test('a password on the command line is warned of, with where else it may stand', async () => {
  const set = ['wifi.password=secret-secret'];
  const { warnings } = await resolveConfiguration({ port: [], set }, {});
  expect(warnings).toContainEqual({
    key: 'config.passwordShown',
    params: { name: 'wifi.password', variable: 'ATMQTT_WIFI_PASSWORD' },
  });
});
