import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Broker, startBroker } from '#broker/index';
import { type DoctorArguments, doctor } from '#cli/doctor';
import type { Environment } from '#config/environment';
import type { Message } from '#messages/message';
import { folder } from '../support/folder.ts';
import { messagesWithin } from '../support/messages-within.ts';
import { needs } from '../support/needs.ts';
import { said } from '../support/said.ts';
import { ScriptedBroker } from '../support/scripted-broker.ts';

let broker: Broker;
/** Of the broker's listeners. */
let ports: { tcp: number; tls: number; ws: number; wss: number };

beforeAll(async () => {
  broker = await startBroker({ tcp: { port: 0 }, tls: { port: 0 }, ws: { port: 0 }, wss: { port: 0 } });
  const [tcp = 0, tls = 0, ws = 0, wss = 0] = broker.listeners.map(({ port }) => port);
  ports = { tcp, tls, ws, wss };
});

afterAll(() => broker.close());

/** Asks the doctor. @returns whether all is well, what it printed, as messages too, and what it warned of */
async function asked(
  scheme: number | string,
  address: string,
  options: Partial<DoctorArguments> = {},
  environment: Environment = {},
) {
  const told = said();
  const lines: string[] = [];
  const warned: Message[] = [];
  const well = await doctor(
    String(scheme),
    address,
    { clientId: 'doctor', ...options },
    { environment, print: (line) => lines.push(line), warn: (warning) => warned.push(warning) },
  );
  return { well, lines, warned, told };
}

/** A file that only its owner can read. */
function file(content: string): string {
  const path = join(folder(), 'file');
  writeFileSync(path, content, { mode: 0o600 });
  return path;
}

/** The CA of the broker, a certificate that it takes, and the key, as options. */
function trusted() {
  if (broker.certificates === undefined) throw new Error('the broker has made no certificates');
  const { ca, client } = broker.certificates;
  return { ca: file(ca), cert: file(client.cert), key: file(client.key) };
}

describe('what cannot be tried is refused', () => {
  test.each<[string, string, string, Partial<DoctorArguments>, string, unknown]>([
    ['a scheme that there is not', '11', '127.0.0.1:1', {}, 'noScheme', { typed: '11', last: 10 }],
    ['a scheme that is no number', 'tls', '127.0.0.1:1', {}, 'noScheme', { typed: 'tls', last: 10 }],
    ['an address without a host', '1', '1883', {}, 'badAddress', { typed: '1883' }],
    ['an address without a port', '1', 'broker.test', {}, 'badAddress', { typed: 'broker.test' }],
    ['a scheme without its CA', '3', 'b:1', {}, 'needsCa', { scheme: 3 }],
    ['a scheme without its certificate', '4', 'b:1', {}, 'needsCertificate', { scheme: 4 }],
    [
      'a file that is not there',
      '3',
      'b:1',
      { ca: '/nowhere/ca' },
      'fileUnreadable',
      { file: '/nowhere/ca', why: "ENOENT: no such file or directory, open '/nowhere/ca'" },
    ],
  ])('%s', async (_, scheme, address, options, key, params) => {
    await expect(asked(scheme, address, options)).rejects.toMatchObject({
      name: 'UsageError',
      reason: { key: `doctor.${key}`, params },
    });
  });
});

const ACCEPTED = { key: 'doctor.accepted' };
const COMMANDS = { key: 'doctor.moduleCommands' };
const connection = (port: number) => ({ key: 'doctor.connection', params: { address: '127.0.0.1', port } });

describe('each step to a broker that accepts is told', () => {
  test('over TCP', async () => {
    const { well, told, lines } = await asked(1, `127.0.0.1:${ports.tcp}`);
    expect(told).toMatchObject([connection(ports.tcp), ACCEPTED, COMMANDS]);
    expect(lines.slice(-2)).toEqual([
      '  AT+MQTTUSERCFG=0,1,"doctor","","",0,0,""',
      `  AT+MQTTCONN=0,"127.0.0.1",${ports.tcp},0`,
    ]);
    expect(well).toBe(true);
  });

  test('over TLS, by a name, with certificates', async () => {
    const { told } = await asked(5, `localhost:${ports.tls}`, { ...trusted(), alpn: ['mqtt'] });
    const thenFile = { key: 'doctor.thenFile' };
    expect(told.filter(({ key }) => key !== 'doctor.address' && key !== 'doctor.certificate')).toMatchObject([
      connection(ports.tls),
      {
        key: 'doctor.session',
        params: { version: 'TLSv1.3', cipher: expect.stringMatching(/^TLS_/), alpn: 'mqtt' },
      },
      { key: 'doctor.verified' },
      ACCEPTED,
      COMMANDS,
      { key: 'doctor.waitForTime' },
      ...[thenFile, thenFile, thenFile],
    ]);
    expect(told).toContainEqual(
      expect.objectContaining({
        key: 'doctor.address',
        params: expect.objectContaining({ address: '127.0.0.1' }),
      }),
    );
    const [certificate] = told.filter(({ key }) => key === 'doctor.certificate');
    expect(certificate?.params).toMatchObject({
      subject: 'localhost',
      issuer: expect.stringMatching(/^atmqtt test CA /),
      validFrom: expect.any(Number),
      validTo: expect.any(Number),
    });
  });

  test('over WebSocket and TLS that does not look at the certificate', async () => {
    const { told } = await asked(7, `127.0.0.1:${ports.wss}`);
    expect(told.slice(-4)).toMatchObject([
      { key: 'doctor.notVerified' },
      { key: 'doctor.upgrade', params: { status: 101, subprotocol: 'mqtt' } },
      ACCEPTED,
      COMMANDS,
    ]);
  });
});

describe('what is wrong is told', () => {
  test('on the way', async () => {
    const { well, told } = await asked(1, '127.0.0.1:1');
    const why = { key: 'transport.nobodyListens', params: { code: 'ECONNREFUSED' } };
    expect(told).toMatchObject([{ key: 'doctor.failed', params: { reason: { params: { why } } } }]);
    expect(well).toBe(false);
  });

  test('by a broker that refuses', async () => {
    const scripted = new ScriptedBroker();
    scripted.manners.connack = 5;
    await scripted.start();
    const { told } = await asked(1, `127.0.0.1:${scripted.port}`);
    await scripted.stop();
    expect(told).toMatchObject([
      connection(scripted.port),
      { key: 'doctor.failed' },
      { key: 'doctor.refused' },
    ]);
    expect(told.flatMap(messagesWithin)).toContainEqual({
      key: 'mqtt.refused',
      params: { peer: expect.objectContaining({ key: 'mqtt.brokerAt' }), returnCode: 5 },
    });
  });
});

describe('passwords', () => {
  const address = (): string => `127.0.0.1:${ports.tcp}`;
  const twice = (first: string, second: string) => ({
    reason: { key: 'config.brokerPasswordTwice', params: { first, second } },
  });

  test('one that others can see is warned of', async () => {
    const { warned } = await asked(1, address(), { username: 'me', password: 'secret' });
    expect(warned).toEqual([
      {
        key: 'config.brokerPasswordShown',
        params: { option: '--password', file: '--password-file', variable: 'ATMQTT_PASSWORD' },
      },
    ]);
  });

  test('one in two places is refused', async () => {
    const both = { username: 'me', password: 'a', passwordFile: file('b') };
    await expect(asked(1, address(), both)).rejects.toMatchObject(twice('--password-file', '--password'));
    const environment = { ATMQTT_PASSWORD: 'a', ATMQTT_PASSWORD_FILE: file('b') };
    await expect(asked(1, address(), { username: 'me' }, environment)).rejects.toMatchObject(
      twice('ATMQTT_PASSWORD', 'ATMQTT_PASSWORD_FILE'),
    );
  });

  test.each([
    ['empty', '\n'],
    ['lines', 'one\ntwo\n'],
    ['long', 'x'.repeat(65_538)],
  ])('a file that is %s holds none', async (mistake, content) => {
    const path = file(content);
    await expect(asked(1, address(), { passwordFile: path })).rejects.toMatchObject({
      reason: { key: 'files.noPassword', params: { path, mistake } },
    });
  });

  test('a file that is no text holds none', async () => {
    const path = join(folder(), 'file');
    writeFileSync(path, Buffer.of(0xff), { mode: 0o600 });
    await expect(asked(1, address(), { passwordFile: path })).rejects.toMatchObject({
      reason: { key: 'files.noPassword', params: { path, mistake: 'notText' } },
    });
  });

  test('a file that is not there is told', async () => {
    const passwordFile = '/nowhere/p';
    const text = "ENOENT: no such file or directory, open '/nowhere/p'";
    await expect(asked(1, address(), { passwordFile })).rejects.toMatchObject({
      reason: {
        key: 'files.passwordUnreadable',
        params: { path: passwordFile, why: { key: 'errors.foreign', params: { text } } },
      },
    });
  });

  test('a file that others can read is warned of', needs('Unix'), async () => {
    const path = join(folder(), 'file');
    writeFileSync(path, 'secret\n', { mode: 0o644 });
    const { warned } = await asked(1, address(), { username: 'me', passwordFile: path });
    const exposed = { path, holds: 'password', thing: 'file', own: true };
    expect(warned).toEqual([{ key: 'files.exposed', params: exposed }]);
  });
});
