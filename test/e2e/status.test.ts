import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../tools/free-port.js';
import { dialHost } from '../support/hosts.ts';
import { ScriptedBroker } from '../support/scripted-broker.ts';
import { folder, readyFile, start } from './program.ts';
import { readiness } from './support/metrics.ts';

/** Runs `atmqtt status`; its exit code and what it printed. */
async function status(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const program = start(['status', ...args], { env });
  const code = await program.exited;
  return { code, stdout: program.stdout(), stderr: program.stderr() };
}

/** A program with a link that was connected, and the address of its metrics. */
async function connected() {
  const broker = new ScriptedBroker();
  await broker.start();
  onTestFinished(() => broker.stop());
  const file = join(folder(), 'ready.json');
  start([
    'run',
    ...['--port', 'tcp-listen:0', '--metrics', '0', '--ready-file', file],
    ...['--flash', folder(), '--set', 'reconnectIntervalMs=100'],
  ]);
  const { modules, metrics } = (await readyFile(file)) as unknown as {
    modules: { ports: { port: number }[] }[];
    metrics: { url: string };
  };
  const host = await dialHost(modules[0]?.ports[0]?.port);
  await host.command('AT+MQTTUSERCFG=0,1,"pump","user","secret",0,0,""');
  await host.command(`AT+MQTTCONN=0,"127.0.0.1",${broker.port},1`);
  return { broker, host, url: metrics.url, address: new URL(metrics.url).host, modules };
}

test('a program that is ready, and one whose connection is lost, in either language', async () => {
  const { broker, url, address, modules } = await connected();
  const well = await status([address]);
  const port = modules[0]?.ports[0]?.port;
  expect(well).toMatchObject({ code: 0, stderr: '' });
  expect(well.stdout).toMatch(/^atmqtt \d+\.\d+\.\d+, process \d+, up for \d+ s: ready\n/);
  expect(well.stdout.split('\n').slice(1, 3)).toEqual([
    'module0: 1 host, Wi-Fi connected',
    `  tcp:127.0.0.1:${port}: open`,
  ]);
  expect(well.stdout).toMatch(
    new RegExp(
      `^ {2}link 0: connected, 127\\.0\\.0\\.1:${broker.port}, for \\d+ s; lost 0 times, reconnected 0 times$`,
      'm',
    ),
  );
  const chinese = await status([address, '--lang', 'zh']);
  expect(chinese.stdout).toMatch(/：就绪\nmodule0：1 个主机，Wi-Fi 已连接\n/);
  await broker.stop();
  await readiness(url, false);
  const ill = await status([url]);
  expect(ill.code).toBe(1);
  expect(ill.stdout).toMatch(/: not ready\n {2}link 0 of module0 is not connected: /);
  expect(ill.stdout).toMatch(/^ {2}link 0: connection lost, .*; lost 1 time, reconnected 0 times$/m);
  const illChinese = await status([address, '--lang', 'zh']);
  expect(illChinese.code).toBe(1);
  expect(illChinese.stdout).toMatch(/module0 的 link 0 没有连接：(?!.*the broker)/);
  expect(well.stdout + ill.stdout).not.toContain('secret');
});

test('it finds the address in options, the environment and the settings file, and prints JSON', async () => {
  const { address } = await connected();
  expect((await status(['--metrics', address])).code).toBe(0);
  const { stdout } = await status(['--json'], { ATMQTT_METRICS: address });
  expect(JSON.parse(stdout)).toMatchObject({
    program: 'atmqtt',
    ready: true,
    notReady: [],
    modules: [{ name: 'module0', links: [{ link: 0, state: 4, connects: 1 }], certificates: [] }],
  });
  expect(stdout).not.toContain('secret');
});

test('what is not there, or is something else, is told with what to do', async () => {
  const port = await freePort();
  const gone = await status([`127.0.0.1:${port}`]);
  expect([gone.code, gone.stdout]).toEqual([2, '']);
  expect(gone.stderr).toMatch(
    new RegExp(`^atmqtt: No atmqtt answers at 127\\.0\\.0\\.1:${port}: .*Is it running, with --metrics\\?`),
  );
  const other = createServer((_request, response) => response.end('<html>'));
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void other.close());
  const address = other.address() as { port: number };
  const stranger = await status([`http://127.0.0.1:${address.port}/`]);
  expect([stranger.code, stranger.stderr]).toEqual([
    2,
    expect.stringContaining('something else is served there'),
  ]);
  const wrong = await status(['ftp://x']);
  expect([wrong.code, wrong.stderr]).toEqual([
    2,
    expect.stringContaining('status takes HOST:PORT or an http URL'),
  ]);
});
