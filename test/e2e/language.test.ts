import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MAIN } from './program.ts';

const HAN = /\p{Script=Han}/u;
const CHINESE_LOCALE = { LC_ALL: '', LC_MESSAGES: '', LANG: 'zh_CN.UTF-8', ATMQTT_LANG: '' };

function atmqtt(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C', ATMQTT_LANG: '', ...env },
  });
  return { status, stdout, stderr };
}

test('--lang may stand before and behind the command', () => {
  const taken = { status: 2, stderr: expect.stringMatching(/没有配置项 linkz/) };
  const wrong = ['--set', 'linkz=1'];
  expect(atmqtt(['--lang', 'zh', 'run', ...wrong])).toMatchObject(taken);
  expect(atmqtt(['run', ...wrong, '--lang=zh'])).toMatchObject(taken);
  expect(atmqtt([...wrong, '--lang', 'zh'])).toMatchObject(taken);
});

test('a language that there is not', () => {
  const { status, stderr } = atmqtt(['ports', '--lang', 'de']);
  expect(status).toBe(2);
  expect(stderr).toBe('atmqtt: --lang takes en (English) or zh (简体中文), not "de".\n');
});

test('what nobody reads stays English, whatever the locale', () => {
  const { stdout, stderr } = atmqtt(['run', '--port', 'tcp-listen:x'], CHINESE_LOCALE);
  expect(stdout + stderr).not.toMatch(HAN);
});

test('an English start does not load the Chinese texts', () => {
  const chunks = new URL('../../dist/chunks/', import.meta.url);
  const chinese = readdirSync(chunks).filter((file) =>
    /没有端口号/.test(readFileSync(new URL(file, chunks), 'utf8')),
  );
  expect(chinese).toEqual(['chinese.js']);
  const imported = /^import\b[^;]*?["']\.[^"']*chinese\.js["']/m;
  for (const file of readdirSync(chunks)) {
    if (file.endsWith('.js')) expect(readFileSync(new URL(file, chunks), 'utf8')).not.toMatch(imported);
  }
});
