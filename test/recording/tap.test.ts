import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { textOf } from '#messages/message';
import { createMemoryPort, type Port, type PortEvents, type PortSpec, parsePortSpec } from '#ports/index';
import { DEFAULT_LINE, type LineSettings } from '#ports/serial-line';
import type { NewRecordingEvent, Side } from '#recording/format';
import { LiveView } from '#recording/live-view';
import type { LineListener } from '#recording/recorder';
import { Tap } from '#recording/tap/tap';
import { ManualClock } from '#testing/manual-clock';
import { systemTimers } from '#time/timers';
import { until } from '../e2e/program.ts';
import { openHost } from '../support/hosts.ts';
import { needs } from '../support/needs.ts';

class Seen implements LineListener {
  readonly said: Record<Side, Buffer[]> = { host: [], module: [] };
  readonly lost: Record<Side, Buffer[]> = { host: [], module: [] };
  readonly events: NewRecordingEvent[] = [];
  /** What the host said and what became of it, in their order. */
  readonly host: string[] = [];

  bytes(from: Side, bytes: Uint8Array, delivered: boolean): void {
    if (from === 'host') this.host.push(Buffer.from(bytes).toString('latin1'));
    (delivered ? this.said : this.lost)[from].push(Buffer.from(bytes));
  }

  event(event: NewRecordingEvent): void {
    this.events.push(event);
    if ('side' in event && event.side === 'host') this.host.push(event.event);
  }

  text(from: Side): string {
    return Buffer.concat(this.said[from]).toString('latin1');
  }
}

async function startTap(host: PortSpec, module: PortSpec) {
  const notices: string[] = [];
  const seen = new Seen();
  const tap = new Tap({
    host,
    module,
    timers: systemTimers,
    notice: (_, said) => notices.push(textOf(said)),
    over() {},
  });
  await tap.open();
  onTestFinished(() => tap.close());
  tap.start(seen);
  return { tap, seen, notices };
}

function heardBy(stream: Duplex): { text: () => string; length: () => number } {
  const heard: Buffer[] = [];
  stream.on('data', (bytes: Buffer) => heard.push(bytes));
  return {
    text: () => Buffer.concat(heard).toString('latin1'),
    length: () => heard.reduce((sum, { length }) => sum + length, 0),
  };
}

async function server(): Promise<{ spec: PortSpec; sockets: Socket[] }> {
  const sockets: Socket[] = [];
  const listening = createServer({ noDelay: true }, (socket) => sockets.push(socket.on('error', () => {})));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    listening.close();
  });
  await once(listening.listen(0, '127.0.0.1'), 'listening');
  const address = listening.address();
  if (typeof address === 'string' || address === null) throw new Error('no port');
  return { spec: parsePortSpec(`tcp:127.0.0.1:${address.port}`), sockets };
}

function portOf(tap: Tap): number {
  const info = tap.host.port?.info;
  return info?.kind === 'tcp' ? info.port : 0;
}

async function dial(tap: Tap): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: portOf(tap), noDelay: true }).on('error', () => {});
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

test('bytes pass unchanged in both directions, and are told in their order', async () => {
  const [host, module] = [createMemoryPort(), createMemoryPort()];
  const { seen } = await startTap(host, module);
  const [toHost, toModule] = [heardBy(host.host), heardBy(module.host)];
  const all = Buffer.from(Array.from({ length: 256 }, (_, at) => at));
  host.host.write(all);
  await until('bytes at the module', () => (toModule.length() === 256 ? true : undefined));
  module.host.write('\r\nOK\r\n');
  module.host.write(all);
  await until('bytes at the host', () => (toHost.length() === 262 ? true : undefined));
  expect(toModule.text()).toBe(all.toString('latin1'));
  expect(toHost.text()).toBe(`\r\nOK\r\n${all.toString('latin1')}`);
  expect(seen.text('host')).toBe(toModule.text());
  expect(seen.text('module')).toBe(toHost.text());
  expect(seen.events).toEqual([
    { event: 'opened', side: 'module', name: 'memory' },
    { event: 'opened', side: 'host', name: 'memory' },
  ]);
});

test('megabytes get across whole while the other side reads slowly, and are not gathered meanwhile', async () => {
  const [host, module] = [createMemoryPort(), createMemoryPort()];
  const { seen } = await startTap(host, module);
  const chunk = Buffer.alloc(65_536, 0x55);
  let sent = 0;
  const write = (): void => {
    while (sent < 8_388_608 && host.host.write(chunk)) sent += chunk.length;
    if (sent < 8_388_608) {
      sent += chunk.length;
      host.host.once('drain', write);
    }
  };
  write();
  await new Promise((resolve) => setImmediate(resolve));
  const before = seen.text('host').length;
  expect(before).toBeLessThan(524_288);
  const toModule = heardBy(module.host);
  await until('all of it', () => (toModule.length() === 8_388_608 ? true : undefined));
  expect(seen.text('host').length).toBe(8_388_608);
});

test('a host that is held back in one direction is heard in the other', async () => {
  const [host, module] = [createMemoryPort(), createMemoryPort()];
  await startTap(host, module);
  const toModule = heardBy(module.host);
  // Nobody reads at the host's end.
  module.host.write(Buffer.alloc(1_000_000));
  host.host.write('AT\r\n');
  await until('the command', () => (toModule.text() === 'AT\r\n' ? true : undefined));
});

test('a module that goes and comes back is used again; what is said meanwhile is lost and told', async () => {
  const { spec, sockets } = await server();
  const { tap, seen } = await startTap(parsePortSpec('tcp-listen:127.0.0.1:0'), spec);
  const host = await dial(tap);
  const toHost = heardBy(host);
  const first = await until('the module', () => sockets[0]);
  const toFirst = heardBy(first);
  host.write('AT\r\n');
  await until('AT', () => (toFirst.text() === 'AT\r\n' ? true : undefined));
  first.destroy();
  await until('its loss', () => (seen.events.some(({ event }) => event === 'lost') ? true : undefined));
  host.write('AT+GMR\r\n');
  await until('lost bytes', () => (seen.lost.host.length > 0 ? true : undefined));
  const second = await until('the module again', () => sockets[1]);
  second.write('ready\r\n');
  await until('ready', () => (toHost.text() === 'ready\r\n' ? true : undefined));
  expect(Buffer.concat(seen.lost.host).toString()).toBe('AT+GMR\r\n');
});

test('a host that comes before the module is heard once that is there', async () => {
  const { spec, sockets } = await server();
  const { info } = await spec.open({ host: (stream) => stream.destroy(), notice() {} }).then(async (port) => {
    await port.close();
    return port;
  });
  const away = info.kind === 'tcp' ? info.port : 0;
  const host = createMemoryPort();
  host.host.write('AT\r\n');
  await startTap(host, parsePortSpec(`tcp:127.0.0.1:${away}`));
  const socket = await until('the module', () => sockets.findLast((each) => !each.destroyed));
  const heard = heardBy(socket);
  await until('what the host said early', () => (heard.text() === 'AT\r\n' ? true : undefined));
});

test('hosts come and go, a later one takes the place of the one before, and one that has said all still hears', async () => {
  const module = createMemoryPort();
  const { tap, seen } = await startTap(parsePortSpec('tcp-listen:127.0.0.1:0'), module);
  const toModule = heardBy(module.host);
  const first = await dial(tap);
  first.write('one\r\n');
  await until('one', () => (toModule.text() === 'one\r\n' ? true : undefined));
  const second = await dial(tap);
  await once(first, 'close');
  second.end('two\r\n');
  await until('two', () => (toModule.text() === 'one\r\ntwo\r\n' ? true : undefined));
  const heard = heardBy(second);
  module.host.write('OK\r\n');
  await until('OK', () => (heard.text() === 'OK\r\n' ? true : undefined));
  expect(seen.events.filter(({ event }) => event !== 'line').map(({ event }) => event)).toEqual([
    'opened',
    'opened',
    'closed',
    'opened',
  ]);
});

test(
  'a host that opens a terminal, writes and leaves within a moment was there, before what it said until after it',
  needs('Unix'),
  async () => {
    const module = createMemoryPort();
    const { tap, seen } = await startTap(parsePortSpec('pty'), module);
    const toModule = heardBy(module.host);
    const { info } = tap.host.port as Port;
    const path = info.kind === 'pty' ? info.path : '';
    for (let count = 1; count <= 3; count++) {
      writeFileSync(path, 'AT\r\n');
      await until('what it said', () => (toModule.text() === 'AT\r\n'.repeat(count) ? true : undefined));
      await until('its end', () => (seen.host.length === 3 * count ? true : undefined));
    }
    expect(seen.host).toEqual(Array.from({ length: 3 }, () => ['opened', 'AT\r\n', 'closed']).flat());
  },
);

test('a module that opens a terminal hears what the host said before', needs('Unix'), async () => {
  const host = createMemoryPort();
  host.host.write('AT\r\n');
  const { tap, seen } = await startTap(host, parsePortSpec('pty'));
  const { info } = tap.module.port as Port;
  const module = await openHost(info.kind === 'pty' ? info.path : '');
  await module.expectNext('AT\r\n');
  await module.close();
  await until('its end', () => (seen.events.at(-1)?.event === 'closed' ? true : undefined));
  expect(seen.events.map(({ event }) => event)).toEqual(['opened', 'opened', 'closed']);
});

/** A port with a line that can be set, as that of a serial device. */
function linePort(): PortSpec & { far: Duplex; set: LineSettings[]; attach?: PortEvents } {
  const memory = createMemoryPort();
  const set: LineSettings[] = [];
  let settings = { ...DEFAULT_LINE };
  return {
    kind: 'serial',
    fork: false,
    far: memory.host,
    set,
    open: (events) =>
      memory.open({
        ...events,
        host: (stream, name) =>
          events.host(stream, name, {
            line: {
              get settings() {
                return settings;
              },
              async set(wanted) {
                settings = wanted;
                set.push(wanted);
              },
            },
          }),
      }),
  };
}

test('both lines follow a module that sets its own, once it has said OK, and a restart takes it back', async () => {
  const [host, module] = [linePort(), linePort()];
  const { seen } = await startTap(host, module);
  const say = (side: typeof host, text: string) =>
    new Promise<void>((resolve) => side.far.write(text, () => resolve()));
  host.far.resume();
  module.far.resume();
  await say(host, 'AT+UART_CUR=9216');
  await say(host, '00,8,1,0,3\r\n');
  expect(module.set).toEqual([]);
  await say(module, 'AT+UART_CUR=921600,8,1,0,3\r\n\r\nO');
  await say(module, 'K\r\n');
  const fast = { ...DEFAULT_LINE, baud: 921_600, flowControl: 'rtscts' };
  expect([host.set, module.set]).toEqual([[fast], [fast]]);
  await say(host, 'AT+UART_CUR=7,8,1,0,3\r\n');
  await say(module, '\r\nERROR\r\n');
  expect(module.set).toHaveLength(1);
  await say(host, 'AT+RST\r\n');
  await say(module, '\r\nOK\r\n');
  expect(module.set).toEqual([fast, DEFAULT_LINE]);
  await say(host, 'AT+UART_DEF=9600,8,1,0,0\r\n');
  await say(module, '\r\nOK\r\n');
  await say(host, 'AT+RST\r\n');
  await say(module, '\r\nOK\r\n');
  expect(module.set.at(-1)?.baud).toBe(9600);
  expect(seen.events).toContainEqual({ event: 'line', side: 'module', ...fast });
});

test('a line that cannot be set is told', async () => {
  const [host, module] = [createMemoryPort(), linePort()];
  const { notices } = await startTap(host, {
    ...module,
    open: (events) =>
      module.open({
        ...events,
        host: (stream, name) =>
          events.host(stream, name, {
            line: { settings: DEFAULT_LINE, set: () => Promise.reject(new Error('it has no such speed')) },
          }),
      }),
  });
  host.host.write('AT+UART_CUR=921600,8,1,0,3\r\n');
  module.far.resume();
  await once(module.far, 'data');
  module.far.write('\r\nOK\r\n');
  const told = await until('the notice', () => notices.at(-1));
  expect(told).toBe('the line of the module is not set to 921600 baud: it has no such speed');
});

test('the live view says what happens besides', () => {
  const shown: string[] = [];
  const view = new LiveView(
    (each) => shown.push('said' in each ? textOf(each.said) : each.text),
    new ManualClock(),
  );
  view.event({ event: 'opened', side: 'module' });
  view.event({ event: 'signal', side: 'host', signal: 'dtr' });
  view.event({ event: 'lost', side: 'module' });
  view.bytes('host', Buffer.from('AT\r\n'), false);
  view.event({ event: 'gap', bytes: 12 });
  view.event({ event: 'closed', side: 'host' });
  expect(shown).toEqual([
    'the module is there',
    'the host switches DTR on',
    'the module has gone, and is looked for',
    'AT',
    '4 bytes from the host lost: no module is there',
    '12 bytes are missing here',
    'the host has gone',
  ]);
});

test('the live view shows lines however they are cut, without secrets, and counts data', async () => {
  const clock = new ManualClock();
  const shown: string[] = [];
  const view = new LiveView(
    (each) => shown.push(each.speaker + ('said' in each ? textOf(each.said) : each.text)),
    clock,
  );
  const say = (from: Side, ...parts: string[]): void => {
    for (const part of parts) view.bytes(from, Buffer.from(part, 'latin1'), true);
  };
  view.event({ event: 'opened', side: 'host', name: 'pty /dev/pts/7' });
  say('host', 'A', 'T+CWJAP="ap","sec', 'ret"\r', '\n');
  await clock.advance(1000);
  say('module', 'AT+CWJAP="ap","se');
  await clock.advance(1000);
  say('module', 'cret"\r\r\n', '\r\nOK\r', '\n');
  say('host', 'AT+MQTTPUBRAW=0,"t",6,0,0\r\n');
  say('module', '\r\nOK\r\n\r\n>');
  say('host', 'AT\r\n\x00', '\xff');
  say('module', '+MQTTPUB:OK\r\n\x1b[2J');
  await clock.advance(1000);
  say('host', 'secret without AT\r\n');
  say('module', `${'x'.repeat(5000)}\r\n`);
  view.event({ event: 'ended' });
  expect(shown).toEqual([
    'the host is there: pty /dev/pts/7',
    'host > AT+CWJAP="ap","***"',
    'module < AT+CWJAP="ap","***"',
    'module < OK',
    'host > AT+MQTTPUBRAW=0,"t",6,0,0',
    'module < OK',
    'module < >',
    'host > (6 bytes of data)',
    'module < +MQTTPUB:OK',
    'module < \\x1b[2J',
    'host > (17 bytes that do not begin with AT)',
    `module < ${'x'.repeat(1000)}…`,
  ]);
});
