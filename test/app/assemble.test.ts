import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Assembly, assemble } from '#app/assemble';
import type { ModulePlan, Plan } from '#app/plan';
import { textLog } from '#messages/log';
import { message, textOf } from '#messages/message';
import { parseSettings } from '#module/settings/parse';
import { Host } from '../interop/support/host.ts';

const LOOPBACK = '127.0.0.1';
const BOOT = '⏎ready⏎';
const ECHO_OFF = 'ATE0⏎⏎OK⏎';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'atmqtt-assemble-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function modulePlan(name: string, more: Partial<ModulePlan> = {}): ModulePlan {
  const settings = parseSettings({ wifi: { autojoin: false } });
  return { name, ports: ['tcp-listen:0'], portsAreDefault: false, flash: undefined, settings, ...more };
}

/** Starts a plan; the log is kept as `module: sentence`. */
async function started(plan: Partial<Plan>): Promise<{ assembly: Assembly; log: string[] }> {
  const log: string[] = [];
  const whole: Plan = { modules: [modulePlan('a')], broker: {}, tryTls: false, ...plan };
  const logFor = (module?: string) =>
    textLog((_level, _namespace, text) => log.push(`${module ?? '-'}: ${text}`));
  const assembly = await assemble(whole, { logFor });
  onTestFinished(() => assembly.close());
  return { assembly, log };
}

function portOf({ endpoints }: Assembly, name: string): number {
  const [port] = endpoints.modules.find((module) => module.name === name)?.ports ?? [];
  if (port?.kind !== 'tcp') throw new Error(`${name} has no TCP port in ${JSON.stringify(endpoints)}`);
  return port.port;
}

async function dial(port: number): Promise<{ socket: Socket; host: Host }> {
  const socket = connect(port, LOOPBACK);
  onTestFinished(() => void socket.destroy());
  return { socket, host: new Host(socket) };
}

test('two modules on their own ports know nothing of each other', async () => {
  const { assembly, log } = await started({ modules: [modulePlan('a'), modulePlan('b')] });
  expect(assembly.endpoints.modules.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(assembly.units.map(({ module }) => module.name)).toEqual(['a', 'b']);
  const [a, b] = [await dial(portOf(assembly, 'a')), await dial(portOf(assembly, 'b'))];
  for (const { host } of [a, b]) await host.ask('ATE0', /[\s\S]*ATE0\r\n\r\nOK\r\n/);
  await a.host.ask('AT+SLEEP=2', '⏎OK⏎');
  await a.host.ask('AT+SLEEP?', '+SLEEP:2⏎⏎OK⏎');
  await b.host.ask('AT+SLEEP?', '+SLEEP:0⏎⏎OK⏎');
  expect(b.host.unread.toString()).toBe('');
  await a.host.ask('AT+SLEEP=9', '⏎ERROR⏎');
  expect(log.filter((line) => line.startsWith('a: '))).not.toEqual([]);
  expect(log.filter((line) => line.startsWith('-: '))).toEqual([]);
});

test('the log of a single module does not name it', async () => {
  const { assembly, log } = await started({});
  const { host } = await dial(portOf(assembly, 'a'));
  await host.ask('AT+SLEEP=9', /[\s\S]*ERROR\r\n/);
  expect(log.filter((line) => !line.startsWith('-: '))).toEqual([]);
  expect(log).not.toEqual([]);
});

test.each([
  [['a'], 'fork', 'fork0'],
  [['a', 'b'], 'a.fork', 'a.fork0'],
])('forks of modules %j are in the ready line as %s, in the log as %s', async (names, entry, logged) => {
  const forking = modulePlan('a', { ports: ['tcp-listen:0,fork'] });
  const modules = names.map((name) => (name === 'a' ? forking : modulePlan(name)));
  const { assembly, log } = await started({ modules });
  const { host } = await dial(portOf(assembly, entry));
  await host.next(BOOT);
  await host.ask('ATE0', ECHO_OFF);
  await host.ask('AT+SLEEP=9', '⏎ERROR⏎');
  expect(log.some((line) => line.startsWith(`${logged}: `))).toBe(true);
  expect(assembly.endpoints.modules.map(({ name }) => name)).toEqual([entry, ...names.slice(1)]);
});

test('each module keeps what it stores in its own flash', async () => {
  const flash = folder();
  const modules = ['a', 'b'].map((name) => modulePlan(name, { flash: join(flash, name) }));
  const { assembly } = await started({ modules });
  const { host } = await dial(portOf(assembly, 'a'));
  await host.ask('ATE0', /[\s\S]*ATE0\r\n\r\nOK\r\n/);
  await host.ask('AT+CWMODE=1', '⏎OK⏎');
  await host.ask('AT+CWJAP="lab","1234"', /[\s\S]*OK\r\n/);
  expect(readFileSync(join(flash, 'a', 'nvs.json'), 'utf8')).toContain('lab');
  expect(existsSync(join(flash, 'b', 'nvs.json'))).toBe(false);
});

test('--try-tls puts the certificates into the flash of every module', async () => {
  const broker = { tls: { host: LOOPBACK, port: 0 } };
  const { assembly } = await started({ modules: [modulePlan('a'), modulePlan('b')], broker, tryTls: true });
  const [a, b] = assembly.units.map(
    ({ module }) => module.flash.manufacturing.read('mqtt_ca', 'mqtt_ca')?.value,
  );
  expect(String(a)).toContain('BEGIN CERTIFICATE');
  expect(b).toEqual(a);
});

test('a failure half-way closes what was opened', async () => {
  const here = folder();
  const link = join(here, 'tty');
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, LOOPBACK, resolve));
  onTestFinished(() => void taken.close());
  const address = taken.address();
  const busy = typeof address === 'object' && address !== null ? address.port : 0;
  const modules = [
    modulePlan('a', { ports: [`pty:${link}`] }),
    modulePlan('b', { ports: [`tcp-listen:${busy}`] }),
  ];
  await expect(started({ modules })).rejects.toMatchObject({ name: 'PortError', code: 'TAKEN' });
  expect(existsSync(link)).toBe(false);
});

test('a malformed port of the last module opens nothing, not even a flash directory', async () => {
  const flash = join(folder(), 'flash');
  const modules = [modulePlan('a', { flash }), modulePlan('b', { ports: ['tcp-listen:x'] })];
  await expect(started({ modules })).rejects.toMatchObject({ name: 'PortError', code: 'MALFORMED' });
  expect(existsSync(flash)).toBe(false);
});

test('a flash that cannot be had opens no port', async () => {
  const here = folder();
  const [link, file] = [join(here, 'tty'), join(here, 'file')];
  writeFileSync(file, '');
  const modules = [modulePlan('a', { ports: [`pty:${link}`] }), modulePlan('b', { flash: file })];
  await expect(started({ modules })).rejects.toMatchObject({ name: 'FlashError' });
  expect(existsSync(link)).toBe(false);
});

test('closing switches every module off', async () => {
  const { assembly } = await started({ modules: [modulePlan('a'), modulePlan('b')] });
  const closed = ['a', 'b'].map(async (name) => {
    const { socket, host } = await dial(portOf(assembly, name));
    const end = new Promise((resolve) => socket.once('close', resolve));
    await host.ask('AT', /[\s\S]*OK\r\n/);
    return { end };
  });
  const ends = await Promise.all(closed);
  await assembly.close();
  await Promise.all(ends.map(({ end }) => end));
});

test('what modules of a port with fork store is kept nowhere, which is told where others keep theirs', async () => {
  const forked = modulePlan('a', { ports: ['tcp-listen:0,fork'], flash: folder() });
  const { log } = await started({ modules: [forked, modulePlan('b', { ports: ['tcp-listen:0,fork'] })] });
  const told = textOf(message('app.forksKeepNothing'));
  expect(log.filter((line) => line.endsWith(told))).toEqual([`a: ${told}`]);
});

test('a flash directory that holds certificates is not taken for trying TLS, unless they are of an earlier try', async () => {
  const flash = folder();
  const earlier = await started({
    modules: [modulePlan('a', { flash })],
    broker: { tls: { port: 0 } },
    tryTls: true,
  });
  await earlier.assembly.close();
  const again = await started({
    modules: [modulePlan('a', { flash })],
    broker: { tls: { port: 0 } },
    tryTls: true,
  });
  await again.assembly.close();
  writeFileSync(join(flash, 'mfg', 'mqtt_ca', 'mqtt_ca.pem'), 'of somebody');
  const broker = { tls: { port: 0 } };
  await expect(
    started({ modules: [modulePlan('a', { flash })], broker, tryTls: true }),
  ).rejects.toMatchObject({
    code: 'USAGE',
    reason: message('app.flashNotEmpty', { name: 'mqtt_ca' }),
  });
});
