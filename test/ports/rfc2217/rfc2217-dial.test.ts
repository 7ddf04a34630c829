import { randomBytes } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { message } from '#messages/message';
import type { LineSettings } from '#ports/index';
import { decodeComPort, encodeComPort } from '#ports/rfc2217/com-port';
import { openRfc2217 } from '#ports/rfc2217/rfc2217-dial';
import { OPTION } from '#ports/rfc2217/telnet/codes';
import { TelnetStream } from '#ports/rfc2217/telnet/stream';
import { DEFAULT_LINE } from '#ports/serial-line';
import { ManualClock } from '#testing/manual-clock';
import { freePort } from '../../../tools/free-port.js';
import { needs } from '../../support/needs.ts';
import {
  eventually,
  failure,
  openPort,
  openSerial,
  Recorder,
  read,
  within,
  write,
} from '../support/helpers.ts';
import { openTtyPair, startPython, startSer2net, stty } from '../support/programs.ts';

const { COM_PORT } = OPTION;
const line = (change: Partial<LineSettings>): LineSettings => ({ ...DEFAULT_LINE, ...change });

/** A server of the test's own, which hands over each connection. */
async function serve(connected: (socket: Socket) => void, port = 0): Promise<number> {
  const server = createServer((socket) => {
    onTestFinished(() => void socket.destroy());
    connected(socket.on('error', () => {}));
  });
  onTestFinished(() => void server.close());
  await within('server', new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve)));
  return (server.address() as { port: number }).port;
}

/** What an access server was asked, and how it answers: with the same unless told otherwise. */
class Access {
  readonly asked: string[] = [];
  readonly hosts: TelnetStream[] = [];
  readonly answers = new Map<string, number | 'nothing'>();

  readonly connected = (socket: Socket): void => {
    const stream: TelnetStream = new TelnetStream(
      socket,
      { ask: [], known: [COM_PORT, OPTION.BINARY] },
      {
        option() {},
        subnegotiation: (_option, body) => {
          const message = decodeComPort(body);
          if (message === undefined || message.name === 'signature') return;
          this.asked.push(`${message.name} ${message.value}`);
          const value = this.answers.get(message.name) ?? message.value;
          if (value !== 'nothing') {
            stream.subnegotiate(COM_PORT, encodeComPort({ from: 'server', name: message.name, value }));
          }
        },
      },
    );
    this.hosts.push(stream);
  };
}

const AT_FIRST = ['baud 115200', 'dataBits 8', 'parity 1', 'stopBits 1', 'control 1'];

async function attach(access = new Access()) {
  const number = await serve(access.connected);
  const opened = await openPort(`rfc2217:127.0.0.1:${number}`);
  const module = await opened.events.next();
  const [uart] = opened.events.lines;
  if (uart === undefined) throw new Error('the host has no line');
  return { ...opened, access, number, module, uart, name: `rfc2217 127.0.0.1:${number}` };
}

describe('an access server', () => {
  test('is told 115200 8N1 before its host is there, and again what the module says', async () => {
    const { access, uart, port, events, name, number } = await attach();
    expect(access.asked).toEqual(AT_FIRST);
    expect(port.info).toEqual({ kind: 'rfc2217', host: '127.0.0.1', port: number, dials: true });
    expect(events.names).toEqual([name]);
    await uart.set({ baud: 9600, dataBits: 7, parity: 'odd', stopBits: 1.5, flowControl: 'rtscts' });
    expect(access.asked.slice(5)).toEqual(['baud 9600', 'dataBits 7', 'parity 2', 'stopBits 3', 'control 3']);
    expect(events.notices).toEqual([`info: ${name} is connected`]);
  });

  test.each([
    ['rts', ['control 1', 'control 16']],
    ['cts', ['control 3', 'control 14']],
  ] as const)('is told of flow control %s by halves', async (flowControl, asked) => {
    const { access, uart } = await attach();
    await uart.set(line({ flowControl }));
    expect(access.asked.slice(9)).toEqual(asked);
  });

  test('hears what was written before in the old speed, and what comes later in the new one', async () => {
    const { access, uart, module } = await attach();
    const host = access.hosts[0];
    if (host === undefined) throw new Error('nobody came');
    const order: string[] = [];
    host.on('data', (chunk: Buffer) => order.push(`${chunk} after ${access.asked.length}`));
    module.write('old');
    const set = uart.set(line({ baud: 9600 }));
    module.write('new');
    await set;
    await eventually('both', () => order.length === 2);
    expect(order).toEqual(['old after 5', 'new after 10']);
  });

  test('that goes and comes back is told again what held last', async () => {
    const { access, uart, events, module } = await attach();
    await uart.set(line({ baud: 9600 }));
    // Whoever has the stream ends it, as a module does.
    module.resume().once('end', () => module.end());
    access.hosts[0]?.destroy();
    await events.next();
    expect(access.asked.slice(10)).toEqual(['baud 9600', ...AT_FIRST.slice(1)]);
    expect(events.names).toHaveLength(2);
  });

  test('that has another speed is told of, and so is the module', async () => {
    const access = new Access();
    access.answers.set('baud', 57_600);
    const { uart, events, name } = await attach(access);
    const reason = `${name} did not set 115200 baud, it answered 57600`;
    expect(events.notices).toContain(`warn: ${reason}; set it there by hand`);
    expect((await failure(() => uart.set(DEFAULT_LINE))).message).toBe(reason);
  });

  const other: LineSettings = { baud: 9600, dataBits: 7, parity: 'odd', stopBits: 2, flowControl: 'rtscts' };
  test.each([
    ['baud', message('ports.speed', { baud: 9600 })],
    ['dataBits', message('ports.dataBits', { bits: 7 })],
    ['parity', message('ports.parity', { parity: 'odd' })],
    ['stopBits', message('ports.stopBits', { bits: 2 })],
    ['control', message('ports.flowControl', { flowControl: 'rtscts' })],
  ])('that does not set %s says what it has instead', async (setting, said) => {
    const { access, uart, name } = await attach();
    access.answers.set(setting, 77);
    expect(await failure(() => uart.set(other))).toMatchObject({
      code: 'LINE',
      reason: message('ports.lineNotSet', { name, setting: said, answer: 77 }),
    });
  });

  test('that asks for a halt gets nothing until it lets go', async () => {
    const { access, module } = await attach();
    const host = access.hosts[0];
    if (host === undefined) throw new Error('nobody came');
    host.subnegotiate(COM_PORT, encodeComPort({ from: 'server', name: 'suspend', value: 0 }));
    const told = read(module, 1);
    host.write('x');
    await told;
    const heard = read(host, 4);
    module.write('held');
    expect(host.readableLength).toBe(0);
    expect(module.writableLength).toBe(4);
    host.subnegotiate(COM_PORT, encodeComPort({ from: 'server', name: 'resume', value: 0 }));
    expect(`${await heard}`).toBe('held');
  });

  test('that goes in the middle of a change leaves nobody waiting', async () => {
    const { access, uart } = await attach();
    access.answers.set('baud', 'nothing');
    const set = uart.set(line({ baud: 9600 }));
    await eventually('question', () => access.asked.length > 5);
    access.hosts[0]?.destroy();
    await within('end of the change', set);
  });
});

describe('with a clock that stands still', () => {
  async function attachWithClock(connected: (socket: Socket) => void) {
    const clock = new ManualClock();
    const events = new Recorder();
    const number = await serve(connected);
    const port = await openRfc2217('rfc2217', { host: '127.0.0.1', port: number }, events, clock);
    onTestFinished(() => port.close());
    return { clock, events, name: `rfc2217 127.0.0.1:${number}` };
  }

  test('a server that speaks no telnet is a line without a speed', async () => {
    let server: Socket | undefined;
    const { clock, events, name } = await attachWithClock((socket) => {
      server = socket.resume();
    });
    clock.advance(2999);
    expect(events.names).toEqual([]);
    clock.advance(1);
    const module = await events.next();
    expect(events.lines).toEqual([undefined]);
    expect(events.notices).toContain(
      `warn: the line speed of ${name} cannot be set from here (it does not answer in RFC 2217); set it there by hand`,
    );
    const command = read(module, 2);
    server?.write('AT');
    expect(`${await command}`).toBe('AT');
  });

  test('a server that answers no question is given up after 3 s', async () => {
    const access = new Access();
    access.answers.set('baud', 'nothing');
    const { clock, events, name } = await attachWithClock(access.connected);
    await eventually('questions', () => access.asked.length === 5);
    clock.advance(2999);
    expect(events.names).toEqual([]);
    clock.advance(1);
    await events.next();
    expect(events.notices).toContain(
      `warn: ${name} did not confirm 115200 baud within 3 s; set it there by hand`,
    );
    expect(events.lines).toEqual([expect.anything()]);
  });
});

test('a server that refuses RFC 2217 is a line without a speed', async () => {
  const number = await serve((socket) => {
    // IAC DONT 44, and from then on telnet without it.
    socket.resume().write(Buffer.from([255, 254, COM_PORT, 65, 255, 255]));
  });
  const { events } = await openPort(`rfc2217:127.0.0.1:${number}`);
  const module = await events.next();
  expect([...(await read(module, 2))]).toEqual([65, 255]);
  expect(events.lines).toEqual([undefined]);
  expect(events.notices).toContain(
    `warn: the line speed of rfc2217 127.0.0.1:${number} cannot be set from here (it refuses RFC 2217); set it there by hand`,
  );
});

test('a server that is not there yet is dialled until it is', async () => {
  const number = await freePort();
  const { events } = await openPort(`rfc2217:127.0.0.1:${number}`);
  expect(events.notices).toEqual([
    `warn: cannot connect to rfc2217 127.0.0.1:${number} (nothing listens there), retrying until it answers`,
  ]);
  const access = new Access();
  await serve(access.connected, number);
  await events.next();
  expect(access.asked).toEqual(AT_FIRST);
});

/** What a real access server is put through, with a terminal behind it. */
async function journey(number: number, device: string, far: string): Promise<void> {
  const { events } = await openPort(`rfc2217:127.0.0.1:${number}`);
  const module = await events.next();
  const [uart] = events.lines;
  if (uart === undefined) throw new Error(`no line: ${events.notices.join('\n')}`);
  expect(stty(device)).toMatch(/speed 115200 baud.* -cstopb /s);
  await uart.set(line({ baud: 9600, stopBits: 2 }));
  await eventually('speed', () => stty(device).includes('speed 9600 baud'));
  expect(stty(device)).toMatch(/ cstopb /);
  await uart.set(DEFAULT_LINE);
  const host = await openSerial(far);
  const bytes = Buffer.concat([randomBytes(65_536), Buffer.alloc(256, 255)]);
  const command = read(module, bytes.length);
  await write(host, bytes);
  expect((await command).equals(bytes)).toBe(true);
  const reply = read(host, bytes.length);
  await write(module, bytes);
  expect((await reply).equals(bytes)).toBe(true);
  // A server that has only just been started may not be there yet.
  const told = events.notices.filter((notice) => !notice.includes('cannot connect to'));
  expect(told).toEqual([expect.stringMatching(/^info: .* is connected$/)]);
}

test('pyserial’s server', { ...needs('socat', 'pyserial'), timeout: 30_000 }, async () => {
  const { ends } = await openTtyPair();
  const { ready } = await startPython('rfc2217_server.py', ends[0]);
  await journey(Number(ready.split(' ')[1]), ...ends);
});

test('ser2net', { ...needs('socat', 'ser2net'), timeout: 30_000 }, async () => {
  const { ends } = await openTtyPair();
  const number = await freePort();
  startSer2net(number, ends[0]);
  await journey(number, ...ends);
});
