import { once } from 'node:events';
import { connect as dial } from 'node:net';
import { describe, expect, test } from 'vitest';
import { TestHost } from '#testing/index';
import { needs } from '../support/needs.ts';
import { openSerialPort } from '../support/serial-port.ts';
import { connect, failureOf, made } from './support/made.ts';

describe.each(['memory', 'tcp', 'pty'] as const)('by %s', (port) => {
  test('the host of the kit commands, publishes and hears', port === 'pty' ? needs('Unix') : {}, async () => {
    const lab = await made({ port, broker: true, echo: false });
    await connect(lab);
    await lab.host.command('AT+MQTTSUB=0,"a",0');
    const data = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    await lab.host.commandWithData('AT+MQTTPUBRAW=0,"a",256,0,0', data);
    expect((await lab.broker.published('a')).payload).toEqual(data);
    await lab.host.expect(data);
    expect((await lab.host.urc('+MQTTSUBRECV')).fields).toMatchObject({ topic: 'a', length: 256 });
    expect(lab.recorder.commands).toHaveLength(4);
  });

  test('a wait ends when all is over', port === 'pty' ? needs('Unix') : {}, async () => {
    const lab = await made({ port });
    const failed = failureOf(lab.host.expect('never', { timeout: 60_000 }));
    await lab.close();
    expect((await failed).code).toBe('CLOSED');
  });
});

test('firmware in an emulator attaches by the address, and the recorder hears it', async () => {
  const lab = await made({ port: 'tcp', host: false, echo: false });
  const firmware = dial(lab.address);
  await once(firmware, 'connect');
  const host = new TestHost(firmware);
  await host.command('AT+GMR');
  await lab.recorder.expectCommands(['AT+GMR']);
  expect(() => lab.host).toThrow('host: false');
  expect(() => lab.path).toThrow("port: 'pty'");
});

test('firmware in an emulator attaches by the path', needs('Unix'), async () => {
  const lab = await made({ port: 'pty', host: false });
  const host = new TestHost(await openSerialPort(lab.path));
  expect(await host.command('AT')).toBe('AT\r\n\r\nOK\r\n');
  host.leave();
  expect(() => lab.address).toThrow("port: 'tcp'");
});
