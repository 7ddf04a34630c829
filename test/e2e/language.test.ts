import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { expect, onTestFinished, test } from 'vitest';
import { dialHost } from '../support/hosts.ts';
import { folder, MAIN, readyFile, start, until } from './program.ts';

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
  // That of `atmqtt/browser` has a copy of its own.
  expect(chinese.sort()).toEqual(['browser-chinese.js', 'chinese.js']);
  const imported = /^import\b[^;]*?["']\.[^"']*chinese\.js["']/m;
  for (const file of readdirSync(chunks)) {
    if (file.endsWith('.js')) expect(readFileSync(new URL(file, chunks), 'utf8')).not.toMatch(imported);
  }
});

/** A run with a host that is refused a command. */
async function refusedRun(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const file = join(folder(), 'ready');
  const all = ['run', '--port', 'tcp-listen:0', '--ready-file', file, ...args];
  const program = start(all, { env: { LC_ALL: 'C', ATMQTT_LANG: '', ...env } });
  const { modules } = (await readyFile(file)) as { modules: { ports: { port: number }[] }[] };
  const host = await dialHost(modules[0]?.ports[0]?.port);
  await host.exchange('ATE0\r\n', 'ATE0\r\n\r\nOK\r\n');
  await host.exchange('AT+MQTTPUB=0,"a","b",0,0\r\n', '\r\nERROR\r\n');
  await until('the reason', () => (program.stderr().includes('0x010a6006') ? true : undefined));
  return program;
}

test('the log tells the reason of a refused command in Chinese, and the host hears what it always does', async () => {
  const program = await refusedRun(['--lang', 'zh']);
  expect(program.stderr()).toMatch(
    /^\d\d:\d\d:\d\d warn {2}at: link 0 处于状态 0（MQTT 未初始化）；.*（0x010a6006 AT_MQTT_NULL_LINK）$/m,
  );
  expect(program.stdout()).toContain('atmqtt 已启动：\n');
});

test('a log that is piped is English, whatever the locale, unless the language is asked for by name', async () => {
  const english = await refusedRun([], CHINESE_LOCALE);
  expect(english.stderr()).not.toMatch(HAN);
  const chinese = await refusedRun([], { ATMQTT_LANG: 'zh' });
  expect(chinese.stderr()).toMatch(HAN);
});

test('events keep their English reasons, codes and keys', async () => {
  const program = await refusedRun(['--lang', 'zh', '--json']);
  const event = await until('the event', () =>
    program
      .stdout()
      .split('\n')
      .find((line) => line.includes('"why"')),
  );
  expect(event).not.toMatch(HAN);
  expect(program.stderr()).toMatch(/"msg":"link 0 处于状态 0/);
});

test('on a terminal the locale is followed', async () => {
  const args = [MAIN, 'run', '--port', `pty:${join(folder(), 'tty')}`];
  const env = { ...process.env, ...CHINESE_LOCALE };
  const terminal = spawn(process.execPath, args, { cols: 120, rows: 40, env });
  let [screen, ended] = ['', false];
  terminal.onData((text) => (screen += text));
  terminal.onExit(() => (ended = true));
  onTestFinished(() => {
    if (!ended) terminal.kill('SIGKILL');
  });
  await until('the invitation', () => (screen.includes('在这里输入 AT 命令') ? true : undefined));
  terminal.write('help 6006\r');
  await until('what is explained', () => (screen.includes('处理方法：') ? true : undefined));
  terminal.write('AT+MQTTPUB=0,"a","b",0,0\r');
  await until('the reason', () => (screen.includes('处于状态 0') ? true : undefined));
});

test('help and explain in Chinese, commander’s own words among them', () => {
  const { stdout } = atmqtt(['--lang', 'zh', 'run', '--help']);
  expect(stdout).toMatch(/^用法： atmqtt run \[options\]\n\n运行模组，直到按 Ctrl-C\n\n选项：\n/);
  expect(stdout).toContain('全局选项：');
  expect(atmqtt(['explain', '6006', '--lang', 'zh']).stdout).toMatch(
    /^0x010a6006 {2}AT_MQTT_NULL_LINK\n {2}含义： .*\n {2}处理方法：/,
  );
  expect(atmqtt(['explain', 'AT+MQTTPUB', '--lang', 'zh']).stdout).toMatch(/^AT\+MQTTPUB {2}发布/);
});
