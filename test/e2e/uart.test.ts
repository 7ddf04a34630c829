import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { SerialPort } from 'serialport';
import { expect, onTestFinished, test } from 'vitest';
import { openSerialPort } from '../support/serial-port.ts';
import { folder, readyFile, start, until } from './program.ts';

/** A program on the serial line, which may close it and go. */
async function open(path: string): Promise<{ port: SerialPort; say(line: string): void; heard(): string }> {
  const port = await openSerialPort(path);
  port.on('error', () => {});
  onTestFinished(() => close(port));
  let text = '';
  port.on('data', (bytes: Buffer) => {
    text += bytes.toString().replaceAll('\r\n', '⏎');
  });
  return { port, say: (line) => void port.write(`${line}\r\n`), heard: () => text };
}

async function close(port: SerialPort): Promise<void> {
  if (port.isOpen) await new Promise<void>((resolve) => port.close(() => resolve()));
}

/** Starts the program with a pseudo-terminal, a TCP port and a broker. */
async function run(...options: string[]): Promise<{ link: string; tcp: number; broker: URL }> {
  const here = folder();
  const [link, file] = [join(here, 'tty'), join(here, 'ready.json')];
  start([
    'run',
    ...['--port', `pty:${link}`, '--port', 'tcp-listen:0', '--broker', '127.0.0.1:0', '--ready-file', file],
    ...options,
  ]);
  const ready = (await readyFile(file)) as unknown as {
    modules: { ports: { port?: number }[] }[];
    broker: { url: string };
  };
  return { link, tcp: ready.modules[0]?.ports[1]?.port ?? 0, broker: new URL(ready.broker.url) };
}

test('a program that closes the terminal and opens it again finds the module where it left it', async () => {
  const { link, broker } = await run();
  const first = await open(link);
  const lines = [
    'ATE0',
    'AT+MQTTUSERCFG=0,1,"fw","","",0,0,""',
    `AT+MQTTCONN=0,"${broker.hostname}",${broker.port},0`,
    'AT+MQTTSUB=0,"t",1',
    'AT+UART_CUR=9600,8,1,0,0',
  ];
  for (const [index, line] of lines.entries()) {
    first.say(line);
    await until(`OK to ${line}`, () => (first.heard().split('⏎OK⏎').length === index + 2 ? true : undefined));
  }
  await close(first.port);

  const second = await open(link);
  second.say('AT+MQTTCONN?');
  second.say('AT+UART_CUR?');
  second.say('AT+MQTTPUB=0,"t","still here",0,0');
  const heard = await until('message', () =>
    second.heard().endsWith('still here⏎') ? second.heard() : undefined,
  );
  // The echo is off still.
  expect(heard).toBe(
    `+MQTTCONN:0,6,1,"${broker.hostname}","${broker.port}","",0⏎⏎OK⏎+UART_CUR:9600,8,1,0,0⏎⏎OK⏎⏎OK⏎+MQTTSUBRECV:0,"t",10,still here⏎`,
  );
});

test('reopenOnReset=true: OK, the terminal hangs up, and its name leads to a new one', async () => {
  const { link } = await run('--set', 'reopenOnReset=true');
  const before = readlinkSync(link);
  const first = await open(link);
  const hungUp = new Promise((resolve) => first.port.once('close', resolve));
  first.say('ATE0');
  first.say('AT+RST');
  await hungUp;
  expect(first.heard()).toBe('ATE0⏎⏎OK⏎⏎OK⏎');
  await until('new terminal', () => (readlinkSync(link) === before ? undefined : true));
  const second = await open(link);
  second.say('AT');
  // What comes before is for those who were quick enough.
  const heard = await until('answer', () => (second.heard().endsWith('⏎OK⏎') ? second.heard() : undefined));
  expect(heard).toMatch(/AT⏎⏎OK⏎$/);
});

test('chunk cuts what a host receives, and pace carries it', async () => {
  const { tcp } = await run('--set', 'chunk=8', '--set', 'chunkDelayMs=10', '--set', 'pace=true');
  const socket = connect(tcp, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  const pieces: string[] = [];
  socket.on('data', (bytes: Buffer) => pieces.push(bytes.toString().replaceAll('\r', '')));
  socket.write('AT+CIPSTA?\r\n');
  const heard = await until('answer', () => {
    const text = pieces.join('');
    return text.endsWith('\nOK\n') ? text : undefined;
  });
  expect(heard).toBe(
    'AT+CIPSTA?\n+CIPSTA:ip:"192.168.4.2"\n+CIPSTA:gateway:"192.168.4.1"\n+CIPSTA:netmask:"255.255.255.0"\n\nOK\n',
  );
  expect(pieces.length).toBeGreaterThan(1);
});
