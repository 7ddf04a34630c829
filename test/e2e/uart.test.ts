import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dialHost, openHost } from '../support/hosts.ts';
import { folder, readyFile, start, until } from './program.ts';

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
  const first = await openHost(link);
  const lines = [
    'ATE0',
    'AT+MQTTUSERCFG=0,1,"fw","","",0,0,""',
    `AT+MQTTCONN=0,"${broker.hostname}",${broker.port},0`,
    'AT+MQTTSUB=0,"t",1',
    'AT+UART_CUR=9600,8,1,0,0',
  ];
  for (const line of lines) await first.command(line);
  await first.close();

  const second = await openHost(link);
  for (const line of ['AT+MQTTCONN?', 'AT+UART_CUR?', 'AT+MQTTPUB=0,"t","still here",0,0']) {
    second.send(`${line}\r\n`);
  }
  const heard = await second.expect('still here\r\n');
  // The echo is off still.
  expect(heard.replaceAll('\r\n', '⏎')).toBe(
    `+MQTTCONN:0,6,1,"${broker.hostname}","${broker.port}","",0⏎⏎OK⏎+UART_CUR:9600,8,1,0,0⏎⏎OK⏎⏎OK⏎+MQTTSUBRECV:0,"t",10,still here⏎`,
  );
});

test('reopenOnReset=true: OK, the terminal hangs up, and its name leads to a new one', async () => {
  const { link } = await run('--set', 'reopenOnReset=true');
  const before = readlinkSync(link);
  const first = await openHost(link);
  const hungUp = once(first.stream, 'close');
  first.send('ATE0\r\n');
  first.send('AT+RST\r\n');
  await hungUp;
  expect(first.takeUnread().toString()).toBe('ATE0\r\n\r\nOK\r\n\r\nOK\r\n');
  await until('new terminal', () => (readlinkSync(link) === before ? undefined : true));
  const second = await openHost(link);
  second.send('AT\r\n');
  // What comes before is for those who were quick enough.
  await second.expect('AT\r\n\r\nOK\r\n');
});

test('chunk cuts what a host receives, and pace carries it', async () => {
  const { tcp } = await run('--set', 'chunk=8', '--set', 'chunkDelayMs=10', '--set', 'pace=true');
  const host = await dialHost(tcp);
  let pieces = 0;
  host.stream.on('data', () => pieces++);
  host.send('AT+CIPSTA?\r\n');
  expect(await host.expect('\r\nOK\r\n')).toBe(
    [
      'AT+CIPSTA?',
      '+CIPSTA:ip:"192.168.4.2"',
      '+CIPSTA:gateway:"192.168.4.1"',
      '+CIPSTA:netmask:"255.255.255.0"',
      '',
      'OK',
      '',
    ].join('\r\n'),
  );
  expect(pieces).toBeGreaterThan(1);
});
