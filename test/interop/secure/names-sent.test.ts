import { Aedes } from 'aedes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Authority } from '../../support/certificates.ts';
import {
  ALPN,
  type ClientHello,
  SERVER_NAME,
  type ServerOptions,
  startServer,
  type TestServer,
} from '../../support/tls-servers.ts';
import { type Connecting, SecureDevice } from './support/device.ts';

// What AT+MQTTSNI and AT+MQTTALPN put on the wire, read from the ClientHello itself [B-TLS-3].

let authority: Authority;
let aedes: Aedes;

beforeAll(async () => {
  authority = await Authority.root('bench CA');
  aedes = await Aedes.createBroker();
});

afterAll(() => new Promise<void>((resolve) => aedes.close(resolve)));

/** Connects to a broker that reads ClientHellos. @returns the one of this connection */
async function helloOf(how: Omit<Connecting, 'port'>, alpn?: string[]): Promise<ClientHello> {
  const identity = await authority.server({
    name: 'localhost',
    names: ['localhost', 'broker.test', '127.0.0.1'],
  });
  const options: ServerOptions = {
    tls: { identity, ...(alpn === undefined ? {} : { alpn }) },
    ...(how.scheme < 6 ? {} : { webSocket: {} }),
    peer: ({ stream }) => aedes.handle(stream),
  };
  const server: TestServer = await startServer(options);
  const device = await SecureDevice.on();
  try {
    await device.store({ ca: authority.cert });
    await device.getTime();
    await device.connect({ ...how, port: server.port });
    await device.host.ask('AT+MQTTSUB=0,"t",1', '⏎OK⏎');
    await device.host.ask(
      'AT+MQTTPUB=0,"t","there and back",1,0',
      /\r\nOK\r\n\+MQTTSUBRECV:0,"t",14,there and back\r\n/,
    );
    const [hello] = server.hellos;
    if (hello === undefined) throw new Error('the server has seen no ClientHello');
    return hello;
  } finally {
    await device.off();
    await server.close();
  }
}

/** The name in a ClientHello (RFC 6066, 3): list length, type, name length, name. */
function nameIn(hello: ClientHello): string | undefined {
  return hello.extensions.get(SERVER_NAME)?.toString('latin1', 5);
}

/** The protocols in a ClientHello (RFC 7301, 3.1). */
function protocolsIn(hello: ClientHello): string[] | undefined {
  const bytes = hello.extensions.get(ALPN)?.subarray(2);
  if (bytes === undefined) return undefined;
  const found: string[] = [];
  for (let at = 0; at < bytes.length; at += 1 + (bytes[at] ?? 0)) {
    found.push(bytes.toString('latin1', at + 1, at + 1 + (bytes[at] ?? 0)));
  }
  return found;
}

for (const scheme of [2, 3, 7, 8]) {
  test(`scheme ${scheme} sends the name of AT+MQTTSNI and the protocols of AT+MQTTALPN in their order`, async () => {
    const hello = await helloOf({ scheme, sni: 'broker.test', alpn: ['x-amzn-mqtt-ca', 'mqtt'] }, ['mqtt']);
    expect(nameIn(hello)).toBe('broker.test');
    expect(protocolsIn(hello)).toEqual(['x-amzn-mqtt-ca', 'mqtt']);
  });

  test(`scheme ${scheme} sends the host when it is a name and AT+MQTTSNI was not sent`, async () => {
    const hello = await helloOf({ scheme, host: 'localhost' });
    expect(nameIn(hello)).toBe('localhost');
    expect(protocolsIn(hello)).toBeUndefined();
  });

  test(`scheme ${scheme} sends no name when the host is an address`, async () => {
    expect(nameIn(await helloOf({ scheme }))).toBeUndefined();
  });
}

test('a server without ALPN is taken whatever AT+MQTTALPN says (RFC 7301, 3.2)', async () => {
  const hello = await helloOf({ scheme: 3, alpn: ['mqtt'] });
  expect(protocolsIn(hello)).toEqual(['mqtt']);
});
