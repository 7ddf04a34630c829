import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { isPortError, parsePortSpec } from '#ports/index';
import { DEFAULT_LINE } from '#ports/serial-line';
import { needs } from '../../support/needs.ts';
import {
  event,
  eventually,
  failure,
  happens,
  openPort,
  Recorder,
  read,
  within,
  write,
} from '../support/helpers.ts';
import { of } from '../support/kind.ts';
import { runPython } from '../support/programs.ts';
import { dialTelnet, type Request } from '../support/telnet-client.ts';

async function listen() {
  const opened = await openPort('rfc2217-listen:0');
  return { ...opened, number: of('rfc2217', opened.port.info).port };
}

async function attach() {
  const opened = await listen();
  const client = await dialTelnet(opened.number);
  const module = await opened.events.next();
  const [line] = opened.events.lines;
  if (line === undefined) throw new Error('the host has no line');
  return { ...opened, client, module, line };
}

/** A connection without a telnet of its own. */
async function dialRaw(number: number) {
  const socket = connect(number, '127.0.0.1');
  await within('connection', event(socket, 'connect'));
  return socket;
}

test('it listens at loopback', async () => {
  const { port, events } = await listen();
  expect(port.info).toEqual({ kind: 'rfc2217', host: '127.0.0.1', port: expect.any(Number) });
  expect(events.notices).toEqual([]);
});

describe('a request is answered with the value in effect', () => {
  const said: [string, Request, Request?][] = [
    ['its name', { name: 'signature', text: '' }, { name: 'signature', text: 'atmqtt' }],
    ['the speed', { name: 'baud', value: 0 }, { name: 'baud', value: 115_200 }],
    ['a new speed', { name: 'baud', value: 9600 }],
    ['a speed beyond any UART', { name: 'baud', value: 5_000_001 }, { name: 'baud', value: 115_200 }],
    ['the data bits', { name: 'dataBits', value: 0 }, { name: 'dataBits', value: 8 }],
    ['new data bits', { name: 'dataBits', value: 7 }],
    ['nine data bits', { name: 'dataBits', value: 9 }, { name: 'dataBits', value: 8 }],
    ['the parity', { name: 'parity', value: 0 }, { name: 'parity', value: 1 }],
    ['even parity', { name: 'parity', value: 3 }],
    ['mark parity', { name: 'parity', value: 4 }, { name: 'parity', value: 1 }],
    ['the stop bits', { name: 'stopBits', value: 0 }, { name: 'stopBits', value: 1 }],
    ['two stop bits', { name: 'stopBits', value: 2 }],
    ['flow control', { name: 'control', value: 0 }, { name: 'control', value: 1 }],
    ['hardware flow control', { name: 'control', value: 3 }],
    ['inbound flow control', { name: 'control', value: 13 }, { name: 'control', value: 14 }],
    ['flow control by DCD', { name: 'control', value: 17 }, { name: 'control', value: 1 }],
    ['BREAK', { name: 'control', value: 4 }, { name: 'control', value: 6 }],
    ['DTR', { name: 'control', value: 7 }, { name: 'control', value: 9 }],
    ['DTR on', { name: 'control', value: 8 }],
    ['RTS', { name: 'control', value: 10 }, { name: 'control', value: 12 }],
    ['the line', { name: 'lineState', value: 0 }, { name: 'lineState', value: 96 }],
    ['CTS, DSR and CD, but not RI', { name: 'modemState', value: 0 }, { name: 'modemState', value: 176 }],
    ['a mask', { name: 'lineStateMask', value: 16 }],
    ['another mask', { name: 'modemStateMask', value: 0 }],
    ['a halt', { name: 'suspend', value: 0 }],
    ['a purge', { name: 'purge', value: 3 }],
  ];
  test.each(said)('%s', async (_name, request, answer = request) => {
    const { client } = await attach();
    expect(await client.ask(request)).toEqual({ from: 'server', ...answer });
  });
});

test('the modem lines are told as soon as the client speaks of them', async () => {
  const { client } = await attach();
  await eventually('modem state', () => client.heard.length > 0);
  expect(client.heard).toEqual([{ from: 'server', name: 'modemState', value: 176 }]);
});

test('what was set is remembered', async () => {
  const { client } = await attach();
  await client.ask({ name: 'baud', value: 9600 });
  expect(await client.ask({ name: 'baud', value: 0 })).toMatchObject({ value: 9600 });
  await client.ask({ name: 'control', value: 11 });
  expect(await client.ask({ name: 'control', value: 10 })).toMatchObject({ value: 11 });
});

test('a speed that differs from the module’s is warned of once for each change', async () => {
  const { client, events, line, module } = await attach();
  const name = events.names[0];
  const warning = (baud: number, uart: number): string =>
    `warn: ${name} runs at ${baud} baud and the module's UART at ${uart}, so that on a real line neither would ` +
    `understand the other; set the client to ${uart} or the module by AT+UART_CUR`;
  await client.ask({ name: 'baud', value: 115_200 });
  expect(events.notices).toEqual([]);
  await client.ask({ name: 'baud', value: 9600 });
  await client.ask({ name: 'baud', value: 9600 });
  expect(events.notices).toEqual([warning(9600, 115_200)]);

  // Client and module go to another speed one after the other, which is as it should be.
  await line.set({ ...DEFAULT_LINE, baud: 57_600 });
  await client.ask({ name: 'baud', value: 57_600 });
  const first = read(module, 2);
  await write(client.stream, 'AT');
  await first;
  expect(events.notices).toHaveLength(1);

  // The client stays behind, and is found out when it speaks.
  await line.set({ ...DEFAULT_LINE, baud: 921_600 });
  for (let round = 0; round < 3; round++) {
    const next = read(module, 2);
    await write(client.stream, 'AT');
    await next;
  }
  expect(events.notices).toEqual([warning(9600, 115_200), warning(57_600, 921_600)]);
});

test('DTR and RTS are told once for each change and do nothing', async () => {
  const { client, events } = await attach();
  for (const value of [8, 8, 11, 9]) await client.ask({ name: 'control', value });
  const name = events.names[0];
  expect(events.notices).toEqual([
    `info: ${name} switched DTR on, which has no effect here`,
    `info: ${name} switched RTS on, which has no effect here`,
    `info: ${name} switched DTR off, which has no effect here`,
  ]);
});

test('a client that gives its name is told of', async () => {
  const { client, events } = await attach();
  client.send({ name: 'signature', text: 'bench "1"' });
  await client.ask({ name: 'baud', value: 0 });
  expect(events.notices).toEqual([`info: ${events.names[0]} is "bench \\"1\\""`]);
});

test('a client that asks for a halt hears nothing until it lets go', async () => {
  const { client, module } = await attach();
  await client.ask({ name: 'suspend', value: 0 });
  module.write('one');
  module.write('two');
  const heard = event(client.stream.resume(), 'data');
  // The answer overtakes what is held.
  await client.ask({ name: 'baud', value: 0 });
  expect(await happens(heard, 50)).toBe(false);
  const all = read(client.stream, 6);
  client.send({ name: 'resume', value: 0 });
  expect(`${await all}`).toBe('onetwo');
});

test('what is held can be thrown away', async () => {
  const { client, module } = await attach();
  await client.ask({ name: 'suspend', value: 0 });
  module.write('one');
  module.write('two');
  await client.ask({ name: 'purge', value: 1 });
  const all = read(client.stream, 5);
  await client.ask({ name: 'resume', value: 0 });
  module.write('three');
  expect(`${await all}`).toBe('three');
});

describe('on the wire', () => {
  test('a client that speaks no telnet reads what the module says and nothing else', async () => {
    const { number, events } = await listen();
    const socket = await dialRaw(number);
    const module = await events.next();
    const command = read(module, 4);
    await write(socket, 'AT\r\n');
    expect(`${await command}`).toBe('AT\r\n');
    const reply = read(socket, 6);
    await write(module, '\r\nOK\r\n');
    expect(`${await reply}`).toBe('\r\nOK\r\n');
  });

  test.each([
    ['IAC is doubled both ways', [255, 255, 65], [255, 65], [255], [255, 255]],
    ['CR NUL stays as it is', [13, 0], [13, 0], [13, 0, 10], [13, 0, 10]],
  ])('%s', async (_name, wire, heard, said, answer) => {
    const { number, events } = await listen();
    const socket = await dialRaw(number);
    const module = await events.next();
    const command = read(module, heard.length);
    await write(socket, Buffer.from(wire));
    expect([...(await command)]).toEqual(heard);
    const reply = read(socket, answer.length);
    await write(module, Buffer.from(said));
    expect([...(await reply)]).toEqual(answer);
  });

  // What the server asks for, once the client has shown that it speaks telnet.
  const asks = [255, 251, 0, 255, 253, 0, 255, 251, 3, 255, 253, 3, 255, 253, 44];
  test.each([
    ['NOP needs no answer', [255, 241], []],
    ['an option it does not know is refused', [255, 251, 39, 255, 253, 1], [255, 254, 39, 255, 252, 1]],
    ['an answer is not answered', [255, 253, 0, 255, 251, 0, 255, 253, 0], []],
    ['a question whether it is there', [255, 246], [...Buffer.from('\r\n[yes]\r\n')]],
    ['RFC 2217 that it does not know stays without an answer', [255, 250, 44, 50, 255, 240], []],
  ])('%s', async (_name, wire, answer) => {
    const { number, events } = await listen();
    const socket = await dialRaw(number);
    const module = await events.next();
    const all = read(socket, asks.length + answer.length + 3);
    await write(socket, Buffer.from([...wire, 65]));
    await read(module, 1);
    module.write('end');
    expect([...(await all)]).toEqual([...asks, ...answer, ...Buffer.from('end')]);
  });
});

test('several clients are hosts of their own, each with its line', async () => {
  const { number, events } = await listen();
  const one = await dialTelnet(number);
  const first = await events.next();
  const two = await dialTelnet(number);
  const second = await events.next();
  await one.ask({ name: 'baud', value: 9600 });
  expect(await two.ask({ name: 'baud', value: 0 })).toMatchObject({ value: 115_200 });
  const replies = [read(one.stream, 3), read(two.stream, 3)];
  first.write('one');
  second.write('two');
  expect((await Promise.all(replies)).map(String)).toEqual(['one', 'two']);
});

test('a port that is taken is refused in one sentence', async () => {
  const { number } = await listen();
  const error = await failure(() => parsePortSpec(`rfc2217-listen:${number}`).open(new Recorder()));
  expect(isPortError(error) && error.code).toBe('TAKEN');
  expect(error.message).toMatch(
    /^rfc2217-listen 127\.0\.0\.1:\d+ is in use by another program; choose another port/,
  );
});

test('a program with pyserial', { ...needs('pyserial'), timeout: 30_000 }, async () => {
  const { number, events } = await listen();
  const client = runPython('rfc2217_client.py', `${number}`);
  const module = await events.next();
  module.pipe(module);
  expect((await client).trim().split('\n')).toEqual([
    'open 9600',
    'baud 115200',
    'framing 7 E 2',
    'lines True True True False',
    'purged',
    'parity mark was refused',
    'echo True',
  ]);
  expect(events.notices.filter((notice) => notice.startsWith('warn'))).toEqual([
    expect.stringContaining("runs at 9600 baud and the module's UART at 115200"),
  ]);
});

test('sixty-four kibibytes of anything go both ways', async () => {
  const { client, module } = await attach();
  const bytes = Buffer.concat([randomBytes(65_536), Buffer.alloc(256, 255)]);
  const back = read(client.stream, bytes.length);
  module.pipe(module);
  await write(client.stream, bytes);
  expect((await back).equals(bytes)).toBe(true);
});

test('a client that asks and asks and reads no answers is not read any further, and loses nothing', async () => {
  const { events, number } = await listen();
  const client = (await dialRaw(number)).on('error', () => {});
  const module = await events.next();
  const size = 32 * 1_048_576;
  const questions = Buffer.alloc(65_535, Buffer.of(255, 253, 99));
  let sent = 0;
  const more = (): void => {
    while (sent < size) {
      sent += questions.length;
      if (!client.write(questions)) return void client.once('drain', more);
    }
  };
  more();
  // As much as the sockets hold, and the answers that may wait.
  while (sent < size && (await happens(event(client, 'drain'), 300)));
  expect(sent).toBeLessThan(size / 2);
  sent = size;
  client.resume();
  client.write('AT\r\n');
  expect(await read(module, 4)).toEqual(Buffer.from('AT\r\n'));
  client.destroy();
});
