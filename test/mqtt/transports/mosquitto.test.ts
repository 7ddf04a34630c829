import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { message } from '#messages/message';
import type { MqttError } from '#mqtt/errors';
import type { Dial } from '#mqtt/transport';
import { dialTls } from '#mqtt/transports/tls/tls';
import { dialWebSocket, dialWebSocketSecure } from '#mqtt/transports/websocket/web-socket';
import { freePort } from '../../../tools/free-port.js';
import { startMosquitto, type TestBroker } from '../../support/brokers.ts';
import type { Identity } from '../../support/certificates.ts';
import { needs } from '../../support/needs.ts';
import { failure } from '../support/client-fixture.ts';
import { LiveClient } from '../support/live-client.ts';
import { tlsTarget } from './support/dialling.ts';
import { HOST, makePki, type Pki } from './support/pki.ts';

const MIB = 1 << 20;
/** Mosquitto 2.0 never sends the end of a larger message over WebSocket, whoever the client is. */
const WEB_SOCKET_BYTES = 4_000;

interface Ports {
  tls: number;
  ws: number;
  wss: number;
  mutual: number;
}

let pki: Pki;
let folder: string;
let broker: TestBroker;
let ports: Ports;

describe('Mosquitto', needs('mosquitto'), () => {
  beforeAll(async () => {
    pki = await makePki();
    folder = await mkdtemp(join(tmpdir(), 'mosquitto-tls-'));
    const { good } = pki.servers;
    await writeFile(join(folder, 'cert.pem'), good.chain);
    await writeFile(join(folder, 'key.pem'), good.key, { mode: 0o600 });
    await writeFile(join(folder, 'ca.pem'), pki.root.cert);
    ports = {
      tls: await freePort(),
      ws: await freePort(),
      wss: await freePort(),
      mutual: await freePort(),
    };
    broker = await startMosquitto({ extra: listeners(ports) });
  });
  afterAll(async () => {
    await broker.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it.each<[string, () => Dial, number]>([
    ['TLS 1.3', () => dialTls(verified(ports.tls)), MIB],
    [
      'TLS with a client certificate',
      () => dialTls({ ...verified(ports.mutual), ...shown(pki.client) }),
      MIB,
    ],
    [
      'WebSocket',
      () => dialWebSocket({ host: '127.0.0.1', port: ports.ws, path: '/mqtt' }),
      WEB_SOCKET_BYTES,
    ],
    [
      'WebSocket over TLS',
      () => dialWebSocketSecure({ ...verified(ports.wss), path: '/mqtt' }),
      WEB_SOCKET_BYTES,
    ],
  ])('takes and gives messages over %s', async (_, dial, size) => {
    const client = new LiveClient(0, {}, { dial: dial() });
    await client.connect();
    await client.client.subscribe('large', 2, 10_000);
    for (const qos of [0, 1, 2] as const) {
      const payload = Buffer.alloc(size, `${qos} 温度`);
      await client.publish('large', payload, qos);
      const message = await client.message();
      expect(message.qos).toBe(qos);
      expect(message.payload.equals(payload)).toBe(true);
    }
    await client.client.disconnect(5_000);
  });

  it.each<[string, () => Identity | undefined, string]>([
    [
      'none',
      () => undefined,
      'the broker requires a client certificate, and none was sent: schemes 4, 5, 9 and 10 send one',
    ],
    [
      'one of a stranger',
      () => pki.otherClient,
      'the broker refused the client certificate: its issuer is unknown to the broker',
    ],
  ])('that wants a client certificate and gets %s says so', async (_, identity, why) => {
    const dial = dialTls({ ...verified(ports.mutual), ...shown(identity()) });
    const error: MqttError = await failure(new LiveClient(0, {}, { dial }).connect());
    // With TLS 1.3 the verdict comes after the handshake.
    expect(error.message).toBe(`the broker closed the connection before CONNACK: ${why}`);
  });

  it('without TLS at its port says so', async () => {
    const error = await failure(new LiveClient(0, {}, { dial: dialTls(verified(broker.port)) }).connect());
    expect(error.cause).toMatchObject({
      code: 'CLOSED',
      step: 'tls',
      // It resets, because it has not read all of ClientHello.
      reason: message('transport.closedInHandshake', {
        reset: true,
        reached: 'hello',
        why: message('transport.asOneWithoutTls'),
      }),
    });
  });

  it('that ends shows as LOST', async () => {
    const dials = [
      dialTls(verified(ports.tls)),
      dialWebSocketSecure({ ...verified(ports.wss), path: '/mqtt' }),
    ];
    const clients = dials.map((dial) => new LiveClient(0, {}, { dial }));
    for (const client of clients) await client.connect();
    await broker.kill();
    for (const client of clients) expect((await client.closed()).code).toBe('LOST');
    await broker.restart();
  });
});

function listeners({ tls, ws, wss, mutual }: Ports): string {
  const identity = `cafile ${folder}/ca.pem\ncertfile ${folder}/cert.pem\nkeyfile ${folder}/key.pem`;
  return [
    `listener ${tls} 127.0.0.1\n${identity}`,
    `listener ${ws} 127.0.0.1\nprotocol websockets`,
    `listener ${wss} 127.0.0.1\nprotocol websockets\n${identity}`,
    `listener ${mutual} 127.0.0.1\n${identity}\nrequire_certificate true`,
  ].join('\n');
}

function verified(port: number) {
  const verify = { name: HOST, now: Date.now };
  return tlsTarget(port, { serverName: HOST, ca: pki.root.cert, verify });
}

function shown(identity: Identity | undefined) {
  return identity ? { cert: identity.chain, key: identity.key } : {};
}
