import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { SerialPort } from 'serialport';
import { expect, onTestFinished, test } from 'vitest';
import { openSerialPort } from '../support/serial-port.ts';
import { folder, readyFile, start, until } from './program.ts';

/** A serial line as firmware uses it: sends a line, waits for bytes. */
class Firmware {
  readonly #port: SerialPort;
  #text = '';

  constructor(port: SerialPort) {
    this.#port = port;
    port.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString('latin1');
    });
  }

  static async open(path: string): Promise<Firmware> {
    const port = await openSerialPort(path);
    onTestFinished(
      () => new Promise<void>((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve())),
    );
    return new Firmware(port);
  }

  async say(bytes: string, answer: string): Promise<void> {
    this.#port.write(bytes, 'latin1');
    await this.hear(answer);
  }

  /** The next bytes are exactly these. */
  async hear(answer: string): Promise<void> {
    const got = await until(JSON.stringify(answer), () =>
      this.#text.length >= answer.length ? this.#text.slice(0, answer.length) : undefined,
    ).catch(() => this.#text);
    expect(got).toBe(answer);
    this.#text = this.#text.slice(answer.length);
  }
}

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

  const firmware = await Firmware.open(link);
  await firmware.say('ATE0\r\n', 'ATE0\r\n\r\nOK\r\n');
  await firmware.say('AT+CWMODE=1\r\n', '\r\nOK\r\n');
  await firmware.say('AT+CWJAP="home","secret"\r\n', 'WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n');
  await firmware.say('AT+MQTTUSERCFG=0,1,"fw","u","p",0,0,""\r\n', '\r\nOK\r\n');
  await firmware.say(
    `AT+MQTTCONN=0,"${broker.hostname}",${broker.port},0\r\n`,
    `+MQTTCONNECTED:0,1,"${broker.hostname}","${broker.port}","",0\r\n\r\nOK\r\n`,
  );
  await firmware.say('AT+MQTTSUB=0,"fw/#",1\r\n', '\r\nOK\r\n');
  await firmware.say('AT+MQTTPUBRAW=0,"fw/raw",4,1,0\r\n', '\r\nOK\r\n\r\n>');
  await firmware.say('\x00\r\n\xff', '+MQTTPUB:OK\r\n');
  await firmware.hear('+MQTTSUBRECV:0,"fw/raw",4,\x00\r\n\xff\r\n');
  await firmware.say('AT+MQTTCLEAN=0\r\n', '\r\nOK\r\n');

  program.child.kill('SIGTERM');
  expect(await program.exited).toBe(0);
  expect(existsSync(file)).toBe(false);
  expect(() => lstatSync(link)).toThrow('ENOENT');
});
