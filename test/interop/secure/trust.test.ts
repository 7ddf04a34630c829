import { Aedes } from 'aedes';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { Authority, type Identity } from '../../support/certificates.ts';
import { startServer } from '../../support/tls-servers.ts';
import { SecureDevice } from './support/device.ts';

// Whom a module trusts, by AT commands: as mbedTLS does. [B-TLS-5]

const HOST = 'localhost';
let root: Authority;
let intermediate: Authority;
let aedes: Aedes;

beforeAll(async () => {
  root = await Authority.root('bench root');
  intermediate = await root.intermediate('bench intermediate');
  aedes = await Aedes.createBroker();
});

afterAll(() => new Promise<void>((resolve) => aedes.close(resolve)));

/** A broker that shows a certificate, and a device that has stored a CA. @returns the device and the port */
async function meet(identity: Identity, ca: string): Promise<[SecureDevice, number]> {
  const server = await startServer({
    tls: { identity, ciphers: 'DEFAULT@SECLEVEL=0' },
    peer: ({ stream }) => aedes.handle(stream),
  });
  onTestFinished(() => server.close());
  const device = await SecureDevice.on();
  onTestFinished(() => device.off());
  await device.store({ ca });
  await device.getTime();
  return [device, server.port];
}

const server = { name: HOST, names: [HOST] };

test('an intermediate CA that is stored without its root is trusted', async () => {
  const [device, port] = await meet(await intermediate.server(server), intermediate.cert);
  await device.connect({ scheme: 3, port, host: HOST });
});

test('the certificate of the broker that is stored itself is trusted', async () => {
  const identity = await intermediate.server(server);
  const [device, port] = await meet(identity, identity.cert);
  await device.connect({ scheme: 3, port, host: HOST });
});

test.each<[string, () => Promise<Identity>, string]>([
  ['an RSA key of 1024 bits', () => root.server({ ...server, key: 'shortRSA' }), 'an RSA key of 1024 bits'],
  [
    'a name that is the common name only',
    () => root.server({ name: HOST, names: ['elsewhere.test'] }),
    'the certificate is not for localhost, but for elsewhere.test; its common name (CN) does not count',
  ],
  [
    'a wildcard in a part of a label',
    () => root.server({ name: 'any', names: ['loc*st'] }),
    'the certificate is not for localhost, but for loc*st; a wildcard counts only as a whole label',
  ],
])('%s is refused, with the reason', async (_, issue, words) => {
  const [device, port] = await meet(await issue(), root.cert);
  await device.fails(await device.configure({ scheme: 3, port, host: HOST }), 3);
  expect(device.log.join('\n')).toContain(words);
});
