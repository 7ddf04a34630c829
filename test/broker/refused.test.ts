import { once } from 'node:events';
import { connect as dial } from 'node:net';
import { connectAsync, type IClientOptions } from 'mqtt';
import { generate, type Packet } from 'mqtt-packet';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { startBroker } from '#broker/index';
import { textOf } from '#messages/message';
import { client, nextMessage, start } from './support.ts';

describe('a web page over WebSocket', () => {
  const page = (origin: string): IClientOptions => ({ wsOptions: { origin }, reconnectPeriod: 0 });

  async function listening(allowedOrigins: readonly string[] = []) {
    const notices: string[] = [];
    const broker = await startBroker({
      ws: { port: 0 },
      allowedOrigins,
      onNotice: (level, message) => notices.push(`${level}: ${textOf(message)}`),
    });
    onTestFinished(() => broker.close());
    return { url: broker.listeners[0]?.url ?? '', notices };
  }

  test('of another machine is refused, and told of', async () => {
    const { url, notices } = await listening();
    for (const origin of ['https://evil.example', 'null', 'http://localhost.evil.example']) {
      await expect(connectAsync(url, page(origin), false)).rejects.toThrow();
    }
    expect(notices).toEqual([
      expect.stringMatching(
        /^warn: the broker refused a client at 127\.0\.0\.1:\d+: it comes from a web page of "https:\/\/evil\.example", which is not on this computer; --allow-origin "https:\/\/evil\.example" lets it in$/,
      ),
      expect.stringMatching(/file:\/\/.*serve the page from localhost.*--allow-origin null$/),
      expect.stringContaining('localhost.evil.example'),
    ]);
  });

  test('of this machine may connect, and so may a program, which has no origin', async () => {
    const { url } = await listening();
    await client(url, page('http://localhost:5173'));
    await client(url);
  });

  test('of an origin that is allowed may connect, and no other', async () => {
    const { url } = await listening(['https://board.example/', 'null']);
    await client(url, page('https://board.example'));
    await client(url, page('null'));
    await expect(connectAsync(url, page('http://board.example'), false)).rejects.toThrow();
  });

  test('an origin that is none is refused at the start', async () => {
    await expect(startBroker({ ws: { port: 0 }, allowedOrigins: ['board.example'] })).rejects.toThrow(
      'allowedOrigins takes an origin, such as https://example.org:8443',
    );
  });
});

describe('a text that is not UTF-8', () => {
  const GBK = Buffer.from([0xce, 0xc2, 0xb6, 0xc8]);
  const CUT_OFF = Buffer.from('a/\u{1f44d}').subarray(0, -1);

  /** A packet with these bytes for its text. */
  function withText(bytes: Buffer, make: (text: string) => Packet): Buffer {
    const text = '~'.repeat(bytes.length);
    const packet = generate(make(text));
    bytes.copy(packet, packet.indexOf(text));
    return packet;
  }

  /** A client that writes its bytes itself. */
  function raw(port: number, id = Buffer.from('raw')) {
    const socket = dial(port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => {});
    socket.resume();
    const closed = once(socket, 'close');
    socket.write(withText(id, (clientId) => ({ cmd: 'connect', clientId, clean: true, keepalive: 0 })));
    return { socket, closed, accepted: once(socket, 'data') };
  }

  const publish = (bytes: Buffer, qos: 0 | 1 | 2) =>
    withText(bytes, (topic) => ({
      cmd: 'publish',
      topic,
      payload: '1',
      qos,
      ...(qos > 0 && { messageId: 7 }),
      retain: true,
      dup: false,
    }));

  test.each([
    ['in GBK', GBK, 0, '\\xce\\xc2\\xb6\\xc8'],
    ['in GBK', GBK, 2, '\\xce\\xc2\\xb6\\xc8'],
    ['cut off', CUT_OFF, 1, 'a/\\xf0\\x9f\\x91'],
    ['with NUL', Buffer.from('a\0b'), 0, 'a\\u0000b'],
  ] as const)(
    'a topic %s is delivered to nobody, closes the connection and is told of',
    async (_what, topic, qos, shown) => {
      const { broker, notices } = await start();
      const watcher = await client(broker.url);
      await watcher.subscribeAsync('#', { qos: 2 });
      const heard: string[] = [];
      watcher.on('message', (name) => heard.push(name));
      const { socket, closed, accepted } = raw(broker.port);
      await accepted;
      socket.write(publish(topic, qos));
      await closed;
      await watcher.publishAsync('end', '', { qos: 2 });
      await vi.waitFor(() => expect(heard).toEqual(['end']));
      expect(notices).toContain(
        `warn: client "raw" was disconnected: it sent text ("${shown}") that is not valid UTF-8 or contains NUL, which MQTT does not allow; send UTF-8`,
      );
    },
  );

  test('as a filter or a client identifier closes the connection, and is told of once', async () => {
    const { broker, notices } = await start();
    const { socket, closed, accepted } = raw(broker.port);
    await accepted;
    const subscribe = withText(GBK, (topic) => ({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: [{ topic, qos: 0 }],
    }));
    socket.write(subscribe);
    await closed;
    await raw(broker.port, GBK).closed;
    const told = notices.filter((notice) => notice.includes('not valid UTF-8'));
    expect(told).toEqual([
      expect.stringContaining('warn: client "raw" was disconnected: it sent text ("\\xce'),
      expect.stringMatching(
        /^warn: the broker refused a client at \S+: it sent text that is not valid UTF-8/,
      ),
    ]);
  });

  test('the character U+FFFD by itself is one as any other, and so is every other text', async () => {
    const { broker } = await start();
    const mqtt = await client(broker.url);
    await mqtt.subscribeAsync('#', { qos: 1 });
    for (const topic of ['\uFFFD', '温度/\u{1f44d}', '\uFEFF']) {
      const next = nextMessage(mqtt);
      await mqtt.publishAsync(topic, '1', { qos: 1 });
      expect((await next).topic).toBe(topic);
    }
  });
});
