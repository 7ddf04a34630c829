import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openHost } from '../support/hosts.ts';
import { folder, readyFile, start, until } from './program.ts';

test('firmware on the pseudo-terminal joins, connects, publishes and receives', async () => {
  const here = folder();
  const [link, file] = [join(here, 'tty'), join(here, 'ready.json')];
  const program = start([
    'run',
    '--port',
    `pty:${link}`,
    '--port',
    'tcp-listen:0',
    '--broker',
    '127.0.0.1:0',
    '--ready-file',
    file,
  ]);
  const ready = (await readyFile(file)) as unknown as {
    ready: boolean;
    pid: number;
    modules: { name: string; ports: Record<string, unknown>[] }[];
    broker: { url: string };
  };
  expect(ready).toMatchObject({ ready: true, pid: program.child.pid });
  expect(ready.modules[0]?.ports).toEqual([
    { kind: 'pty', path: readlinkSync(link), link },
    { kind: 'tcp', host: '127.0.0.1', port: expect.any(Number) },
  ]);
  await until('announcement', () => (program.stdout().includes(`serial ${link}`) ? true : undefined));
  const broker = new URL(ready.broker.url);

  const firmware = await openHost(link);
  await firmware.exchange('ATE0\r\n', 'ATE0\r\n\r\nOK\r\n');
  await firmware.exchange('AT+CWMODE=1\r\n', '\r\nOK\r\n');
  // It has joined by itself, and leaves first.
  await firmware.exchange(
    'AT+CWJAP="home","secret"\r\n',
    'WIFI DISCONNECT\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n',
  );
  await firmware.exchange('AT+MQTTUSERCFG=0,1,"fw","u","p",0,0,""\r\n', '\r\nOK\r\n');
  await firmware.exchange(
    `AT+MQTTCONN=0,"${broker.hostname}",${broker.port},0\r\n`,
    `+MQTTCONNECTED:0,1,"${broker.hostname}","${broker.port}","",0\r\n\r\nOK\r\n`,
  );
  await firmware.exchange('AT+MQTTSUB=0,"fw/#",1\r\n', '\r\nOK\r\n');
  const payload = Buffer.from([0, 13, 10, 255]);
  await firmware.exchange('AT+MQTTPUBRAW=0,"fw/raw",4,1,0\r\n', '\r\nOK\r\n\r\n>');
  await firmware.exchange(payload, '+MQTTPUB:OK\r\n');
  const received = ['+MQTTSUBRECV:0,"fw/raw",4,', payload, '\r\n'];
  await firmware.expectNext(Buffer.concat(received.map((part) => Buffer.from(part as string))));
  await firmware.exchange('AT+MQTTCLEAN=0\r\n', '\r\nOK\r\n');

  program.child.kill('SIGTERM');
  expect(await program.exited).toBe(0);
  expect(existsSync(file)).toBe(false);
  expect(() => lstatSync(link)).toThrow('ENOENT');
});
