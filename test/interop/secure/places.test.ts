import { Aedes } from 'aedes';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { message, textOf } from '#messages/message';
import type { SettingsInput } from '#module/settings/settings';
import { Authority } from '../../support/certificates.ts';
import { ALPN, type ServerOptions, startServer, type TestServer } from '../../support/tls-servers.ts';
import { SecureDevice } from './support/device.ts';

// Where a genuine module does otherwise over TLS and WebSocket than the manual has it: each way, at a real server.

let authority: Authority;
let aedes: Aedes;

beforeAll(async () => {
  authority = await Authority.root('bench CA');
  aedes = await Aedes.createBroker();
});

afterAll(() => new Promise<void>((resolve) => aedes.close(resolve)));

/** A server whose certificate is for elsewhere.test, and a device that trusts its CA. */
async function fixture(
  settings: SettingsInput,
  webSocket?: ServerOptions['webSocket'],
): Promise<[SecureDevice, TestServer]> {
  const identity = await authority.server({ name: 'elsewhere.test', names: ['elsewhere.test'] });
  const server = await startServer({
    tls: { identity },
    ...(webSocket === undefined ? {} : { webSocket }),
    peer: ({ stream }) => aedes.handle(stream),
  });
  onTestFinished(() => server.close());
  const device = await SecureDevice.on(settings);
  onTestFinished(() => device.off());
  await device.store({ ca: authority.cert });
  await device.getTime();
  return [device, server];
}

test('certificateName manual: the certificate must be for the host, and the log says that a genuine module does not look', async () => {
  const [device, { port }] = await fixture({});
  await device.fails(await device.configure({ scheme: 3, port }), 3);
  const why = message('errors.foreign', { text: '' });
  expect(device.log.join('\n')).toContain(textOf(message('link.nameCheckedHere', { why })));
});

test('certificateName module: the certificate may be for another name, but for that of AT+MQTTSNI', async () => {
  const [device, { port }] = await fixture({ places: { certificateName: 'module' } });
  await device.fails(await device.configure({ scheme: 3, port, sni: 'broker.test' }), 3);
  await device.host.ask('AT+MQTTCLEAN=0', '⏎OK⏎');
  await device.connect({ scheme: 3, port });
});

test('a certificate that is checked without a clock that was set is told of', async () => {
  const identity = await authority.server({ name: 'elsewhere.test', names: ['elsewhere.test'] });
  const server = await startServer({ tls: { identity }, peer: ({ stream }) => aedes.handle(stream) });
  onTestFinished(() => server.close());
  const device = await SecureDevice.on({ clock: 'host' });
  onTestFinished(() => device.off());
  await device.store({ ca: authority.cert });
  await device.connect({ scheme: 3, port: server.port, sni: 'elsewhere.test' });
  expect(device.log.join('\n')).toContain('the clock is not set');
});

test('listCodes module: an empty ALPN is left out of the ClientHello', async () => {
  const [device, server] = await fixture({ places: { listCodes: 'module' } });
  await device.connect({ scheme: 2, port: server.port, alpn: ['', 'mqtt'] });
  expect(server.hellos[0]?.extensions.get(ALPN)?.toString('latin1')).toBe('\0\x05\x04mqtt');
});

test('pathSlash module: a path with a slash gets another one, and the query is not reported', async () => {
  const [device, { port }] = await fixture({ places: { pathSlash: 'module' } }, { path: '//mqtt?key=1' });
  const command = await device.configure({ scheme: 7, port, path: '/mqtt?key=1' });
  await device.host.ask(command, `+MQTTCONNECTED:0,7,"127.0.0.1","${port}","//mqtt",0⏎⏎OK⏎`);
});

test('pathSlash manual: a path with a slash gets no other one', async () => {
  const [device, { port }] = await fixture({}, { path: '/mqtt?key=1' });
  const command = await device.configure({ scheme: 7, port, path: '/mqtt?key=1' });
  await device.host.ask(command, `+MQTTCONNECTED:0,7,"127.0.0.1","${port}","/mqtt?key=1",0⏎⏎OK⏎`);
  expect(device.log.join('\n')).toContain('a genuine module puts another one before it');
});
