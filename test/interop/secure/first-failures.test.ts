import { Aedes } from 'aedes';
import { expect, test } from 'vitest';
import { Authority, selfSignedServer } from '../../support/certificates.ts';
import { needs } from '../../support/needs.ts';
import { startServer } from '../../support/tls-servers.ts';
import { SecureDevice } from './support/device.ts';
import { atEachBroker, perform, type SecureFixture } from './support/fixture.ts';
import { type ListenerName, startExpiredMosquitto } from './support/secure-broker.ts';

// What goes wrong first on a bench: the same bytes each time, and a sentence in the log that names the cause
// [B-CONN-5], [B-TLS-4].

/** A device with its certificates stored; its clock is set unless told otherwise. */
async function prepared(fixture: SecureFixture, { clock = true, ca = fixture.broker.trusted.ca } = {}) {
  const device = await fixture.device();
  const { cert, key } = fixture.broker.trusted;
  await device.store({ ca, cert, key });
  if (clock) await device.getTime();
  return device;
}

/** Fails to connect, and finds the cause in the log. */
async function fails(device: SecureDevice, scheme: number, port: number, cause: RegExp | string) {
  await device.fails(await device.configure({ scheme, port }), scheme);
  if (typeof cause === 'string') expect(device.log.join('\n')).toContain(cause);
  else expect(device.log.join('\n')).toMatch(cause);
}

const NOT_SET = "and the module's clock says 1970-01-01: send AT+CIPSNTPCFG first";

atEachBroker((journey, { demandsCertificates, name }) => {
  for (const [scheme, listener] of [
    [3, 'tls'],
    [10, 'wssMutual'],
  ] as const) {
    journey(`the clock still in 1970, scheme ${scheme}`, async (fixture) => {
      const device = await prepared(fixture, { clock: false });
      const port = fixture.broker.ports[listener];
      await fails(device, scheme, port, NOT_SET);
      await device.getTime();
      await device.connect({ scheme, port });
    });

    journey(`another CA, scheme ${scheme}`, async (fixture) => {
      const stranger = await Authority.root('another CA');
      const device = await prepared(fixture, { ca: stranger.cert });
      const port = fixture.broker.ports[listener];
      await fails(device, scheme, port, /unknown issuer .*, which is not the trusted CA \(another CA\)/);
      await device.store({ ca: fixture.broker.trusted.ca });
      await device.connect({ scheme, port });
    });

    journey(`certificates that have expired by the module's clock, scheme ${scheme}`, async (fixture) => {
      const device = await prepared(fixture);
      await device.host.ask('AT+SYSTIMESTAMP=2147483647', '⏎OK⏎');
      const expired = /expired on 20\d\d-\d\d-\d\d, and the module's clock says 2038-01-19/;
      await fails(device, scheme, fixture.broker.ports[listener], expired);
    });

    journey(`another name, made right with AT+MQTTSNI, scheme ${scheme}`, async (fixture) => {
      const device = await prepared(fixture);
      const port = fixture.broker.ports[listener];
      const command = await device.configure({ scheme, port, sni: 'elsewhere.test' });
      await device.fails(command, scheme);
      const { name: right } = fixture.broker;
      expect(device.log.join('\n')).toContain(
        `the certificate is not for elsewhere.test, but for ${right}, `,
      );
      await device.host.ask(`AT+MQTTSNI=0,"${right}"`, '⏎OK⏎');
      await device.host.ask(command, /\+MQTTCONNECTED:0,[^\r]*\r\n\r\nOK\r\n/);
    });
  }

  if (demandsCertificates) {
    for (const [scheme, listener] of [
      [2, 'tlsMutual'],
      [3, 'tlsMutual'],
      [7, 'wssMutual'],
      [8, 'wssMutual'],
    ] as const) {
      journey(`a client certificate is asked for and scheme ${scheme} sends none`, async (fixture) => {
        const device = await prepared(fixture);
        const port = fixture.broker.ports[listener];
        await fails(
          device,
          scheme,
          port,
          'the broker requires a client certificate, and none was sent: schemes 4, 5, 9 and 10 send one',
        );
      });
    }

    journey('the server does not take the client certificate', async (fixture) => {
      const stranger = await (await Authority.root('another CA')).client({ name: 'stranger' });
      const device = await prepared(fixture);
      await device.store({ cert: stranger.cert, key: stranger.key });
      await fails(device, 5, fixture.broker.ports.tlsMutual, 'the broker refused the client certificate');
    });
  }

  type Cell = readonly [title: string, scheme: number, listener: ListenerName, cause: RegExp | string];
  const cells: readonly Cell[] = [
    ['TLS at a plain port', 3, 'tcp', 'perhaps this port does not use TLS'],
    ['plain MQTT at a TLS port', 1, 'tls', 'closed the connection before CONNACK'],
    ['WebSocket at a plain MQTT port', 6, 'tcp', 'without answering the WebSocket upgrade'],
    ['secure WebSocket at a TLS port for MQTT', 8, 'tls', 'closed the connection'],
    ['secure WebSocket at a plain WebSocket port', 8, 'ws', /not in TLS|port does not use TLS/],
    ['plain MQTT at a WebSocket port', 1, 'ws', 'answers in HTTP, not in MQTT'],
    ['MQTT over TLS at a secure WebSocket port', 3, 'wss', 'answers in HTTP, not in MQTT'],
  ];
  for (const [title, scheme, listener, cause] of cells) {
    journey(title, async (fixture) => {
      const device = await prepared(fixture);
      await fails(device, scheme, fixture.broker.ports[listener], cause);
    });
  }

  journey('a port where nobody listens', async (fixture) => {
    const device = await prepared(fixture);
    await fails(device, 5, 1, 'connection refused, nothing listens on that port');
  });

  journey(
    `a failure is not the last word at ${name}: the same command works once it is mended`,
    async (fixture) => {
      const device = await prepared(fixture, { clock: false });
      const command = await device.configure({ scheme: 5, port: fixture.broker.ports.tlsMutual });
      for (let time = 0; time < 3; time++) await device.fails(command, 5);
      await device.getTime();
      await device.host.ask(command, /\+MQTTCONNECTED:0,5,[^\r]*\r\n\r\nOK\r\n/);
    },
  );
});

test('a server whose certificate has expired', needs('mosquitto'), async () => {
  const broker = await startExpiredMosquitto();
  try {
    await perform(broker, async (fixture) => {
      const device = await prepared(fixture);
      const expired =
        /the certificate of 127\.0\.0\.1 expired on 20\d\d-\d\d-\d\d, and the module's clock says/;
      await fails(device, 3, broker.ports.tls, expired);
      await fails(device, 8, broker.ports.wss, expired);
      // Who does not look connects.
      await device.connect({ scheme: 2, port: broker.ports.tls });
    });
  } finally {
    await broker.stop();
  }
});

test('a server that has no application protocol in common', async () => {
  const authority = await Authority.root('bench CA');
  const identity = await authority.server({ name: '127.0.0.1' });
  const server = await startServer({ tls: { identity, alpn: ['x-other'] } });
  const device = await SecureDevice.on();
  try {
    await device.store({ ca: authority.cert });
    await device.getTime();
    const command = await device.configure({
      scheme: 3,
      port: server.port,
      alpn: ['mqtt', 'x-amzn-mqtt-ca'],
    });
    await device.fails(command, 3);
    const cause = 'the broker supports none of the offered application protocols (ALPN)';
    expect(device.log.join('\n')).toContain(cause);
  } finally {
    await device.off();
    await server.close();
  }
});

test('a self-signed server is trusted once its own certificate is stored as the CA', async () => {
  const identity = await selfSignedServer({ name: '127.0.0.1' });
  const aedes = await Aedes.createBroker();
  const server = await startServer({ tls: { identity }, peer: ({ stream }) => aedes.handle(stream) });
  const device = await SecureDevice.on();
  try {
    await device.store({ ca: (await Authority.root('another CA')).cert });
    await device.getTime();
    const how = { scheme: 3, port: server.port };
    await fails(
      device,
      3,
      server.port,
      'the certificate of 127.0.0.1 is self-signed and is not the trusted CA',
    );
    await device.store({ ca: identity.cert });
    await device.connect(how);
  } finally {
    await device.off();
    await server.close();
    await new Promise<void>((resolve) => aedes.close(resolve));
  }
});

atEachBroker((journey) => {
  journey('of several CAs that are stored together each is trusted', async (fixture) => {
    const device = await fixture.device();
    const other = await Authority.root('another CA');
    await device.store({ ca: other.cert + fixture.broker.trusted.ca });
    await device.getTime();
    await device.connect({ scheme: 8, port: fixture.broker.ports.wss });
  });
});
