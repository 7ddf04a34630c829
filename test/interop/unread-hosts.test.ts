import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { SerialPort } from 'serialport';
import { expect, onTestFinished, test } from 'vitest';
import { type BrokerMessage, startBroker } from '#broker/index';
import { createModule, type VirtualModule } from '#library/index';
import type { SettingsInput } from '#module/settings/settings';
import type { TestHost } from '#testing/index';
import { folder } from '../support/folder.ts';
import { dialHost, hostOn } from '../support/hosts.ts';
import { openSerialPort } from '../support/serial-port.ts';

// Hosts that do not read what the module tells them [B-BUSY-4], [B-HOST-2].

/** Of a host that only writes; its replies, echo included, are more than any buffer on the way holds. */
const PUBLISHES = 4000;
const PATIENCE_MS = 15_000;
/** Of a test that fills every buffer of the kernel on the way, on a machine that is busy. */
const FILLING_MS = 60_000;
/** Publishes of one host whose replies overflow every buffer, with a long echo. */
const FILLER = 'x'.repeat(200);

interface Fixture {
  readonly module: VirtualModule;
  readonly log: string[];
  readonly messages: BrokerMessage[];
  readonly link: string;
  readonly tcp: number;
  readonly connect: readonly string[];
}

/** A module that boots, with the ports, and a broker that counts. */
async function started(settings: SettingsInput, ports: (here: string) => string[]): Promise<Fixture> {
  const messages: BrokerMessage[] = [];
  const broker = await startBroker({ tcp: { port: 0 }, onMessage: (message) => messages.push(message) });
  onTestFinished(() => broker.close());
  const log: string[] = [];
  const module = createModule({ settings, log: ({ level, text }) => log.push(`${level}: ${text}`) });
  onTestFinished(() => module.powerOff());
  const here = folder();
  const infos = [];
  for (const spec of ports(here)) infos.push((await module.openPort(spec)).info);
  module.powerOn();
  const tcp = infos.find((info) => info.kind === 'tcp');
  const url = new URL(broker.listeners[0]?.url ?? '');
  return {
    module,
    log,
    messages,
    link: join(here, 'tty'),
    tcp: tcp?.kind === 'tcp' ? tcp.port : 0,
    connect: ['AT+MQTTUSERCFG=0,1,"desk","","",0,0,""', `AT+MQTTCONN=0,"127.0.0.1",${url.port},0`],
  };
}

async function eventually(what: string, met: () => boolean, ms = PATIENCE_MS): Promise<void> {
  const deadline = Date.now() + ms;
  while (!met()) {
    if (Date.now() > deadline) throw new Error(`not within ${ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function connectOver(host: TestHost, { connect }: Fixture): Promise<void> {
  for (const line of connect) await host.command(line);
}

function publish(n: number): string {
  return `AT+MQTTPUB=0,"flood","${n} ${FILLER}",0,0\r\n`;
}

/** Opens the terminal and reads nothing, ever. */
async function openUnread(link: string): Promise<SerialPort> {
  const serial = await openSerialPort(link);
  serial.on('error', () => {});
  serial.pause();
  onTestFinished(
    () => new Promise<void>((resolve) => void (serial.isOpen ? serial.close(() => resolve()) : resolve())),
  );
  return serial;
}

test('a host on a pty that never reads gets all its publishes through', async () => {
  const fixture = await started({ hostBufferBytes: 10_000 }, (here) => [`pty:${join(here, 'tty')}`]);
  const host = await openUnread(fixture.link);
  for (const line of fixture.connect) host.write(`${line}\r\n`);
  await eventually('connection', () => fixture.module.links[0]?.state === 4);
  for (let n = 0; n < PUBLISHES; n++) host.write(publish(n));
  await eventually(`${PUBLISHES} messages`, () => fixture.messages.length === PUBLISHES);
  expect(fixture.messages.at(-1)?.payload.toString()).toBe(`${PUBLISHES - 1} ${FILLER}`);
  expect(fixture.log.filter((line) => line.includes('does not read'))).toEqual([
    expect.stringMatching(/^warn: pty \/dev\/pts\/\d+ does not read: 1 replies and messages \(\d+ bytes\)/),
  ]);
});

test('slowHost=hold of a port: a host on a pty that reads late has lost nothing', async () => {
  const fixture = await started({}, (here) => [`pty:${join(here, 'tty')},slowHost=hold`]);
  const host = await openUnread(fixture.link);
  for (const line of ['ATE0', ...fixture.connect]) host.write(`${line}\r\n`);
  await eventually('connection', () => fixture.module.links[0]?.state === 4);
  const lines = 30_000;
  host.write(`${'AT+SYSLOG?\r\n'.repeat(lines)}AT+SYSRAM?\r\n`);
  const reader = hostOn(host);
  host.resume();
  const heard = await reader.expect('+SYSRAM:', { timeout: PATIENCE_MS });
  expect(heard.split('+SYSLOG:0\r\n\r\nOK\r\n').length - 1).toBe(lines);
  expect(fixture.log.filter((line) => line.includes('does not read'))).toEqual([]);
});

test('a host on TCP that never reads stops no other, and its own commands are run', {
  timeout: FILLING_MS,
}, async () => {
  const fixture = await started({}, () => ['tcp-listen:0']);
  const other = await dialHost(fixture.tcp);
  await connectOver(other, fixture);
  const idle = await dialHost(fixture.tcp);
  idle.stream.pause();
  for (let n = 0; n < PUBLISHES; n++) idle.send(publish(n));
  await eventually(`${PUBLISHES} messages`, () => fixture.messages.length === PUBLISHES);
  await askUntilDropped(fixture, other);
  for (let n = 0; n < PUBLISHES; n++) idle.send(publish(n));
  await eventually(`${2 * PUBLISHES} messages`, () => fixture.messages.length === 2 * PUBLISHES);
  expect(losers(fixture)).toEqual([`tcp 127.0.0.1:${(idle.stream as Socket).localPort}`]);
});

test('a client on TCP that was stopped by a signal stops no other', { timeout: FILLING_MS }, async () => {
  const fixture = await started({}, () => ['tcp-listen:0']);
  const other = await dialHost(fixture.tcp);
  await connectOver(other, fixture);
  const { child, name } = await client(fixture.tcp);
  await eventually(`${name}`, () => fixture.log.some((line) => line.includes(`${name} is attached`)));
  child.kill('SIGSTOP');
  await askUntilDropped(fixture, other);
  for (let n = 0; n < PUBLISHES; n++) other.send(publish(n));
  await eventually(`${PUBLISHES} messages`, () => fixture.messages.length === PUBLISHES);
  child.kill('SIGCONT');
  other.send('AT+SYSRAM?\r\n');
  await other.expect('+SYSRAM:');
  expect(losers(fixture)).toEqual([name]);
});

test('somebody who holds the pty open without reading does not stop the host on TCP', async () => {
  const fixture = await started({}, (here) => [`pty:${join(here, 'tty')}`, 'tcp-listen:0']);
  const unread = await openUnread(fixture.link);
  const host = await dialHost(fixture.tcp);
  await connectOver(host, fixture);
  for (let n = 0; n < 2 * PUBLISHES; n++) host.send(publish(n));
  await eventually('all messages', () => fixture.messages.length === 2 * PUBLISHES);
  expect(unread.isOpen).toBe(true);
});

test('a host on TCP is held back without loss while nobody has the pty beside it open', async () => {
  const fixture = await started({ hostBufferBytes: 0 }, (here) => [
    `pty:${join(here, 'tty')}`,
    'tcp-listen:0',
  ]);
  const host = await dialHost(fixture.tcp);
  await connectOver(host, fixture);
  host.stream.pause();
  const lines = 200_000;
  const bytes = 'AT+SYSLOG?\r\n'.repeat(lines);
  const sent = new Promise<void>((resolve) => host.stream.write(bytes, () => resolve()));
  await Promise.race([sent, new Promise((resolve) => setTimeout(resolve, 300))]);
  host.stream.resume();
  await host.expectNext('AT+SYSLOG?\r\n+SYSLOG:0\r\n\r\nOK\r\n'.repeat(lines), { timeout: PATIENCE_MS });
});

/** Asks until nothing more fits anywhere on the way to a host that does not read. */
async function askUntilDropped(fixture: Fixture, other: TestHost): Promise<void> {
  // Less than the module keeps for a host, so that whoever asks loses nothing however slowly it is served.
  const query = `${'AT+CMD?\r\n'.repeat(10)}AT+SYSRAM?\r\n`;
  for (let asked = 0; losers(fixture).length === 0; asked++) {
    if (asked > 2000) throw new Error('nothing was dropped');
    other.send(query);
    await other.expect('+SYSRAM:');
  }
}

/** The hosts that have lost something, as the log names them. */
function losers({ log }: Fixture): string[] {
  return log.flatMap((line) => /^warn: (.+) does not read: /.exec(line)?.[1] ?? []);
}

/** A program of its own that connects and reads, until it is stopped; and what the module calls it. */
async function client(port: number): Promise<{ readonly child: ChildProcess; readonly name: string }> {
  const script = `require("net").connect(${port}, "127.0.0.1").on("connect", function () { console.log(this.localPort) }).resume()`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [localPort] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, name: `tcp 127.0.0.1:${localPort.toString().trim()}` };
}
