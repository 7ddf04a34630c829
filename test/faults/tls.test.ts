import { afterEach, describe, expect, test } from 'vitest';
import { startBroker } from '#broker/index';
import type { FaultName } from '#faults/table';
import { dialRoute } from '#mqtt/transports/dial';
import {
  createTestModule,
  ManualClock,
  settled,
  type TestModule,
  type TestModuleOptions,
} from '#testing/index';

const made: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of made.splice(0)) await each.close();
});

/** A module that trusts the CA of a broker, which listens with TLS and WebSocket over TLS. */
async function moduleWith(options: TestModuleOptions = {}): Promise<TestModule> {
  const broker = await startBroker({ tls: { port: 0 }, wss: { port: 0 } });
  const [tls, wss] = broker.listeners;
  const module = await createTestModule({
    echo: false,
    settings: { clock: 'host' },
    dial: (route) =>
      dialRoute({ ...route, host: '127.0.0.1', port: (route.path === undefined ? tls : wss)?.port ?? 0 }),
    ...options,
  });
  made.push(module, broker);
  const { certificates } = broker;
  if (certificates === undefined) throw new Error('no certificates');
  await store(module, 'mqtt_ca', certificates.ca);
  await store(module, 'mqtt_cert', certificates.client.cert);
  await store(module, 'mqtt_key', certificates.client.key);
  return module;
}

async function store({ host }: TestModule, name: string, pem: string): Promise<void> {
  await host.commandWithData(`AT+SYSMFG=2,"${name}","${name}",8,${pem.length}`, pem);
}

const HOST = '127.0.0.1';

async function connect({ host }: TestModule, scheme: number, to = HOST): Promise<void> {
  await host.command('AT+MQTTCLEAN=0').catch(() => {});
  await host.command(`AT+MQTTUSERCFG=0,${scheme},"fault","","",0,0,"mqtt"`);
  await host.command(`AT+MQTTCONN=0,"${to}",8883,0`);
}

async function isSound(made: TestModule, scheme: number): Promise<void> {
  await connect(made, scheme);
  await worksThrough(made);
}

async function worksThrough({ host }: TestModule): Promise<void> {
  await host.command('AT+MQTTSUB=0,"sound",1');
  await host.command('AT+MQTTPUB=0,"sound","yes",1,0');
  await host.expect('+MQTTSUBRECV:0,"sound",3,yes\r\n');
}

const logOf = ({ log }: TestModule) => log.map(({ namespace, text }) => `${namespace}: ${text}`).join('\n');

/** Schemes that look at the server's certificate, and those that do not. */
const VERIFYING = [3, 5, 8, 10];
const TRUSTING = [2, 4, 7, 9];

describe.each([
  ['tls.expired', /the certificate of 127\.0\.0\.1 .*expired/],
  ['tls.notYetValid', /the certificate of 127\.0\.0\.1 is not valid before/],
  ['tls.wrongName', /another\.example/],
  ['tls.wrongCa', /atmqtt fault CA/],
] as const)('%s', (name, reason) => {
  test.each(VERIFYING)('scheme %i refuses the server', async (scheme) => {
    const made = await moduleWith();
    made.module.faults.add(name as FaultName, { count: 1 });
    await expect(connect(made, scheme)).rejects.toThrow('ERROR');
    expect(logOf(made)).toMatch(reason);
    expect(logOf(made)).toContain(`fault ${name} acts`);
    await isSound(made, scheme);
  });

  test.each(TRUSTING)('scheme %i connects all the same', async (scheme) => {
    const made = await moduleWith();
    const fault = made.module.faults.add(name as FaultName);
    await isSound(made, scheme);
    const long = 'x'.repeat(100_000);
    await made.host.commandWithData(`AT+MQTTPUBRAW=0,"sound",${long.length},1,0`, long);
    fault.remove();
    await isSound(made, scheme);
  });
});

test('tls.wrongName: the name that the certificate is for may be given', async () => {
  const made = await moduleWith();
  made.module.faults.add('tls.wrongName', { name: HOST });
  await isSound(made, 3);
  made.module.faults.remove();
  made.module.faults.add('tls.wrongName', { name: 'other.test' });
  await expect(connect(made, 3)).rejects.toThrow('ERROR');
  expect(logOf(made)).toContain('other.test');
});

test('tls.expired by the clock of the module, where that is another', async () => {
  const made = await moduleWith({ clock: new ManualClock(Date.UTC(2020, 0, 1)) });
  made.module.faults.add('tls.expired', { count: 1 });
  await expect(connect(made, 3)).rejects.toThrow('ERROR');
  expect(logOf(made)).toMatch(/expired/);
});

test('it is about one host', async () => {
  const made = await moduleWith();
  made.module.faults.add('tls.expired', { host: 'broker.test' });
  await isSound(made, 3);
  await expect(connect(made, 3, 'broker.test')).rejects.toThrow('ERROR');
});

test('a connection without TLS is none of its business', async () => {
  const made = await createTestModule({ broker: true, echo: false, faults: ['tls.silent'] });
  await isSound(made, 1);
  await made.close();
});

describe('tls.alert', () => {
  test.each([
    [2, 40, 'hello', 'none of the offered ciphers'],
    [2, 70, 'hello', 'TLS'],
    [2, 112, 'hello', 'name'],
    [7, 80, 'hello', 'internal_error (80)'],
    [5, 48, 'certificate', 'its issuer is unknown'],
    [4, 42, 'certificate', 'malformed'],
    [2, 40, 'certificate', 'requires a client certificate'],
    [5, 45, 'finished', 'has expired'],
    [2, 116, 'finished', 'requires a client certificate'],
    [10, 48, 'finished', 'its issuer is unknown'],
  ] as const)('scheme %i: alert %i, %s', async (scheme, alert, step, reason) => {
    const made = await moduleWith();
    made.module.faults.add('tls.alert', { alert, step, count: 1 });
    await expect(connect(made, scheme)).rejects.toThrow('ERROR');
    expect(logOf(made)).toContain(reason);
    await isSound(made, scheme);
  });
});

describe('tls.silent', () => {
  test.each([2, 3, 7])('scheme %i: no answer to the ClientHello', async (scheme) => {
    const clock = new ManualClock(Date.now());
    const made = await moduleWith({ clock });
    made.module.faults.add('tls.silent', { count: 1 });
    const failed = expect(connect(made, scheme)).rejects.toThrow('ERROR');
    while (!logOf(made).includes('tls.silent acts')) await settled();
    // The connection over this machine is made.
    for (let turn = 0; turn < 20; turn++) await settled();
    clock.advance(10_000);
    await failed;
    expect(logOf(made)).toContain('the TLS handshake timed out after 10000 ms');
    await isSound(made, scheme);
  });
});

describe('tls.old', () => {
  test.each(['1.0', '1.1'] as const)('%s is all that the broker speaks', async (version) => {
    const made = await moduleWith();
    made.module.faults.add('tls.old', { version, count: 1 });
    await expect(connect(made, 2)).rejects.toThrow('ERROR');
    expect(logOf(made)).toContain('TLS 1.2');
    await isSound(made, 2);
  });
});
