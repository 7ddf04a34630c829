import { connect, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { connectAsync, type IClientOptions } from 'mqtt';
import { expect, onTestFinished, test } from 'vitest';
import { startBroker } from '#broker/index';
import { type Message, message, textOf } from '#messages/message';

const ANY = { port: 0 };

async function start() {
  const notices: string[] = [];
  const broker = await startBroker({
    tcp: ANY,
    tls: ANY,
    ws: ANY,
    wss: ANY,
    onNotice: (_level, message) => notices.push(textOf(message)),
  });
  onTestFinished(() => broker.close());
  return { broker, notices };
}

test('all four kinds of listener carry messages to each other', async () => {
  const { broker } = await start();
  const ca = broker.certificates?.ca ?? '';
  const { client } = broker.certificates ?? {};
  const secure: IClientOptions = { ca, cert: client?.cert ?? '', key: client?.key ?? '' };
  expect(broker.listeners.map(({ kind, url }) => [kind, new URL(url).protocol])).toEqual([
    ['tcp', 'mqtt:'],
    ['tls', 'mqtts:'],
    ['ws', 'ws:'],
    ['wss', 'wss:'],
  ]);
  const clients = await Promise.all(
    broker.listeners.map(({ kind, url }) =>
      // MQTT.js takes a key as a wish for TLS, whatever the URL says.
      connectAsync(url, { reconnectPeriod: 0, ...(kind === 'tls' || kind === 'wss' ? secure : {}) }),
    ),
  );
  onTestFinished(() => clients.forEach((each) => void each.end(true)));
  await Promise.all(clients.map((each) => each.subscribeAsync('news', { qos: 1 })));
  for (const publisher of clients) {
    const heard = clients.map(
      (each) => new Promise((resolve) => each.once('message', (_topic, text) => resolve(`${text}`))),
    );
    await publisher.publishAsync('news', 'x'.repeat(100_000), { qos: 1 });
    expect(await Promise.all(heard)).toEqual(clients.map(() => 'x'.repeat(100_000)));
  }
});

test('a client that does not trust the CA is told so, and the broker tells it too', async () => {
  const { broker, notices } = await start();
  const url = broker.listeners.find(({ kind }) => kind === 'tls')?.url ?? '';
  const error: unknown = await connectAsync(url, { reconnectPeriod: 0 }).catch((failure: unknown) => failure);
  expect(String(error)).toMatch(/self-signed certificate|unable to verify/);
  await expect
    .poll(() => notices.some((notice) => notice.includes('TLS handshake with a client failed')))
    .toBe(true);
});

test('what a client gets wrong in the handshake is told in our words', async () => {
  const notices: Message[] = [];
  const broker = await startBroker({ tls: ANY, onNotice: (_level, message) => notices.push(message) });
  onTestFinished(() => broker.close());
  const port = broker.listeners[0]?.port ?? 0;
  const say = (begin: (socket: Socket) => void): Promise<unknown> =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => begin(socket)).on('error', () => {});
      socket.on('close', resolve);
    });
  await say((socket) => socket.write('GET / HTTP/1.1\r\n\r\n'));
  await say((socket) => socket.write(Buffer.from('100d00044d51545404020000000161', 'hex')));
  await new Promise((resolve) => {
    const options = { port, host: '127.0.0.1', minVersion: 'TLSv1' as const, maxVersion: 'TLSv1.1' as const };
    connectTls({ ...options, ciphers: 'DEFAULT@SECLEVEL=0', rejectUnauthorized: false }).on('error', resolve);
  });
  await expect.poll(() => notices.length).toBe(3);
  expect(notices).toEqual(
    ['notTls', 'notTls', 'otherTlsVersion'].map((key) => ({
      key: 'broker.handshakeFailed',
      params: { why: { key: `broker.${key}`, params: undefined } },
    })),
  );
  expect(notices.map(textOf).join()).not.toContain('OpenSSL');
});

/** What Node sends first, as a client of TLS 1.2. */
async function clientHello(): Promise<Buffer> {
  return new Promise((resolve) => {
    const wire = new Duplex({ read() {}, write: (bytes) => resolve(bytes) });
    connectTls({ socket: wire, maxVersion: 'TLSv1.2' }).on('error', () => {});
  });
}

test.each([
  [42, message('broker.certificateRefused')],
  [43, message('broker.certificateRefused')],
  [45, message('broker.certificateExpired')],
  [46, message('broker.certificateRefused')],
  [48, message('broker.caUnknown')],
  [40, message('broker.noSharedCipher')],
  [70, message('broker.otherTlsVersion')],
  [80, message('broker.handshakeAlert', { name: 'internal_error', number: 80 })],
  [90, message('broker.handshakeAlert', { name: 'user_canceled', number: 90 })],
])('alert %i of a client is told by what it means', async (number, why) => {
  const notices: Message[] = [];
  const broker = await startBroker({ tls: ANY, onNotice: (_level, said) => notices.push(said) });
  onTestFinished(() => broker.close());
  const socket = connect(broker.listeners[0]?.port ?? 0, '127.0.0.1').on('error', () => {});
  onTestFinished(() => void socket.destroy());
  socket.write(await clientHello());
  socket.once('data', () => socket.write(Buffer.from([21, 3, 3, 0, 2, 2, number])));
  await expect.poll(() => notices).toEqual([message('broker.handshakeFailed', { why })]);
  expect(notices.map(textOf)).toEqual([textOf(message('broker.handshakeFailed', { why }))]);
});

test('what a client gets wrong that has no words of ours is told by its code', async () => {
  const notices: Message[] = [];
  const broker = await startBroker({ tls: ANY, onNotice: (_level, said) => notices.push(said) });
  onTestFinished(() => broker.close());
  const socket = connect(broker.listeners[0]?.port ?? 0, '127.0.0.1').on('error', () => {});
  onTestFinished(() => void socket.destroy());
  // An alert, before any hello.
  socket.write(Buffer.from([21, 3, 3, 0, 2, 2, 80]));
  const why = message('broker.handshakeCode', { code: 'ERR_SSL_UNEXPECTED_MESSAGE' });
  await expect.poll(() => notices).toEqual([message('broker.handshakeFailed', { why })]);
  expect(notices.map(textOf)).toEqual([textOf(message('broker.handshakeFailed', { why }))]);
});

test('over WebSocket the subprotocol is mqtt', async () => {
  const { broker } = await start();
  const url = broker.listeners.find(({ kind }) => kind === 'ws')?.url ?? '';
  const { WebSocket } = await import('ws');
  const code = await new Promise((resolve) => {
    const socket = new WebSocket(url);
    socket.on('close', (closed) => resolve(closed));
  });
  expect(code).toBe(1002);
});

test('a client without the subprotocol that then breaks the protocol of WebSocket does not end the program', async () => {
  const { broker } = await start();
  const { port = 0, url = '' } = broker.listeners.find(({ kind }) => kind === 'ws') ?? {};
  const failures: unknown[] = [];
  const failed = (error: unknown): void => void failures.push(error);
  process.on('uncaughtException', failed);
  onTestFinished(() => void process.off('uncaughtException', failed));
  const socket = connect(port, '127.0.0.1');
  socket.write(
    [
      'GET / HTTP/1.1',
      `Host: ${new URL(url).host}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Version: 13',
      '\r\n',
    ].join('\r\n'),
  );
  // Reserved bits are set.
  socket.once('data', () => socket.write(Buffer.alloc(8, 0xff)));
  await new Promise((resolve) => socket.on('error', () => {}).on('close', resolve));
  await expect(
    connectAsync(url, { reconnectPeriod: 0 }).then((client) => client.endAsync()),
  ).resolves.toBeUndefined();
  expect(failures).toEqual([]);
});

test('over WebSocket a packet may come in many messages at once [MQTT-6.0.0-2]', async () => {
  const { broker } = await start();
  const url = broker.listeners.find(({ kind }) => kind === 'ws')?.url ?? '';
  const { WebSocket } = await import('ws');
  const socket = new WebSocket(url, 'mqtt');
  onTestFinished(() => socket.terminate());
  const answer = new Promise<string>((resolve) => {
    socket.on('message', (bytes: Buffer) => resolve(bytes.toString('hex')));
  });
  await new Promise<void>((resolve) => socket.on('open', resolve));
  const connect = Buffer.from('100d00044d51545404020000000161', 'hex');
  for (const byte of connect) socket.send(Buffer.of(byte));
  expect(await answer).toMatch(/^20/);
});
