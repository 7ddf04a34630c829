import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { startBroker } from '#broker/index';
import { Authority } from '../../support/certificates.ts';
import { type Connecting, SecureDevice } from './support/device.ts';
import { perform } from './support/fixture.ts';
import {
  listenerOf,
  type SecureBroker,
  type SecureBrokerKind,
  secureBrokerKind,
  storedFor,
} from './support/secure-broker.ts';

// AT+MQTTCONN with reconnect=1 over TLS, when the broker restarts [B-LOSS-2].

interface Return {
  readonly broker: SecureBrokerKind['name'];
  readonly scheme: number;
}

// The embedded broker makes a new CA with every start, so that only schemes that do not verify come back to it.
const RETURNS: readonly Return[] = [
  { broker: 'Mosquitto', scheme: 3 },
  { broker: 'Mosquitto', scheme: 5 },
  { broker: 'Mosquitto', scheme: 6 },
  { broker: 'Mosquitto', scheme: 10 },
  { broker: 'the embedded broker', scheme: 2 },
  { broker: 'the embedded broker', scheme: 9 },
];

async function subscribed(device: SecureDevice, broker: SecureBroker, how: Connecting): Promise<void> {
  await device.store(storedFor(how.scheme, broker.trusted));
  await device.getTime();
  await device.connect(how);
  await device.host.ask('AT+MQTTSUB=0,"news",1', '⏎OK⏎');
}

for (const { broker: name, scheme } of RETURNS) {
  const kind = secureBrokerKind(name);
  test(`scheme ${scheme} comes back when ${name} has restarted`, {
    ...kind.needed,
    concurrent: true,
  }, async () => {
    const broker = await kind.start();
    try {
      await perform(broker, async (fixture) => {
        const device = await fixture.device({ reconnectIntervalMs: 200 });
        const how = { scheme, port: broker.ports[listenerOf(scheme)], reconnect: true };
        await subscribed(device, broker, how);
        await broker.restart();
        await device.host.next('+MQTTDISCONNECTED:0⏎');
        await device.comesBack(how);
        // The subscription is renewed without a word; a publish behind it comes back.
        await device.host.ask(
          'AT+MQTTPUB=0,"news","again",0,0',
          /\r\nOK\r\n\+MQTTSUBRECV:0,"news",5,again\r\n/,
        );
        await device.host.ask('AT+MQTTCLEAN=0', '⏎OK⏎');
      });
    } finally {
      await broker.stop();
    }
  });
}

test('a broker that comes back with another CA is not trusted, and the log says why', async () => {
  const broker = await secureBrokerKind('the embedded broker').start();
  const device = await SecureDevice.on({ reconnectIntervalMs: 200 });
  try {
    await subscribed(device, broker, { scheme: 3, port: broker.ports.tls, reconnect: true });
    await broker.restart();
    await device.host.next(/(\+MQTTDISCONNECTED:0\r\n){3}/);
    const cause = /unknown issuer atmqtt test CA \w+, which is not the trusted CA \(atmqtt test CA \w+\)/;
    expect(device.log.join('\n')).toMatch(cause);
  } finally {
    await device.off();
    await broker.stop();
  }
});

test('the embedded broker takes a client certificate of a stranger that has the name of its CA', async () => {
  const broker = await startBroker({ tls: { port: 0 } });
  const device = await SecureDevice.on();
  try {
    const { subject } = new X509Certificate(broker.certificates?.ca ?? '');
    const stranger = await Authority.root(subject.replace(/^CN=/, ''));
    const { cert, key } = await stranger.client({ name: 'stranger' });
    await device.store({ cert, key });
    await device.connect({ scheme: 4, port: broker.listeners[0]?.port ?? 0 });
  } finally {
    await device.off();
    await broker.close();
  }
});
