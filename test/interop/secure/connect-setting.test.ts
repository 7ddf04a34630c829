import { Aedes } from 'aedes';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createMemoryFlash, type Flash } from '#module/flash/flash';
import type { SettingsInput } from '#module/settings/settings';
import { createTestModule, type TestModule } from '#testing/index';
import { Authority, type Identity } from '../../support/certificates.ts';
import {
  ALPN,
  SERVER_NAME,
  type ServerOptions,
  startServer,
  type TestServer,
} from '../../support/tls-servers.ts';

// The setting connect over TLS and WebSocket [B-CONNECT-1].

let authority: Authority;
let server: Identity;
let aedes: Aedes;

beforeAll(async () => {
  authority = await Authority.root('bench CA');
  server = await authority.server({ name: 'broker.test', names: ['broker.test', '127.0.0.1'] });
  aedes = await Aedes.createBroker();
});

afterAll(() => new Promise<void>((resolve) => aedes.close(resolve)));

/** A flash with certificates in a set, of which 0 is what set 0 has. */
function flashWith(set: 0 | 1, pieces: Readonly<Record<string, string>>): Flash {
  const flash = createMemoryFlash();
  for (const [piece, pem] of Object.entries(pieces)) {
    const name = `mqtt_${piece}`;
    flash.manufacturing.write(name, set === 0 ? name : `${name}.1`, { type: 8, value: Buffer.from(pem) });
  }
  return flash;
}

async function brokerWith(options: ServerOptions): Promise<TestServer> {
  const made = await startServer({ ...options, peer: ({ stream }) => aedes.handle(stream) });
  onTestFinished(() => made.close());
  return made;
}

async function module(settings: SettingsInput, flash = createMemoryFlash()): Promise<TestModule> {
  const made = await createTestModule({ settings, flash });
  onTestFinished(() => made.close());
  return made;
}

test('connect.alpn=[…] and connect.sni=… are in the ClientHello, connect.path=… in the request', async () => {
  const broker = await brokerWith({ tls: { identity: server, alpn: ['mqtt'] }, webSocket: {} });
  const connect = { host: '127.0.0.1', port: broker.port, scheme: 8, path: 'mqtt' };
  const { host } = await module(
    { clock: 'host', connect: { ...connect, sni: 'broker.test', alpn: ['mqtt'] } },
    flashWith(0, { ca: authority.cert }),
  );
  await host.expect(`+MQTTCONNECTED:0,8,"127.0.0.1","${broker.port}","/mqtt",1\r\n`);
  await host.command('AT+MQTTPUB=0,"t","x",1,0');
  expect(broker.hellos[0]?.extensions.get(SERVER_NAME)?.toString('latin1', 5)).toBe('broker.test');
  expect(broker.hellos[0]?.extensions.get(ALPN)?.toString('latin1', 3)).toBe('mqtt');
});

test('connect.caId=1 and connect.certKeyId=1 take the second set of certificates', async () => {
  const client = await authority.client({ name: 'pump' });
  const broker = await brokerWith({ tls: { identity: server, clientCa: authority.cert } });
  const connect = { host: '127.0.0.1', port: broker.port, scheme: 5, caId: 1, certKeyId: 1 };
  const { host } = await module(
    { clock: 'host', connect },
    flashWith(1, { ca: authority.cert, cert: client.cert, key: client.key }),
  );
  await host.expect('+MQTTCONNECTED:0,5,');
  await host.command('AT+MQTTPUB=0,"t","x",1,0');
});

test('with a clock that starts in 1970 it waits until SNTP, which an earlier run has stored, knows the time', async () => {
  const broker = await brokerWith({ tls: { identity: server } });
  const flash = flashWith(0, { ca: authority.cert });
  const connect = { host: '127.0.0.1', port: broker.port, scheme: 3 };
  const { host, log } = await module({ connect }, flash);
  await expect.poll(() => log.map(({ text }) => text).join()).toContain('waits for the time');
  await host.command('AT+CIPSNTPCFG=1,0');
  await host.expect('+MQTTCONNECTED:0,3,');
  host.send('AT+RST\r\n');
  await host.expect('ready');
  await host.expect('+MQTTCONNECTED:0,3,');
});
