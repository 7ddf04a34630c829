import { once } from 'node:events';
import { createServer, connect as dial } from 'node:net';
import { connect, connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { generate, type Packet } from 'mqtt-packet';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { isBrokerError, type ListenAddress, startBroker } from '#broker/index';
import { textOf } from '#messages/message';

async function start(address: Partial<ListenAddress> = {}) {
  const notices: string[] = [];
  const started = await startBroker({
    tcp: { port: 0, ...address },
    onNotice: (level, message) => notices.push(`${level}: ${textOf(message)}`),
  });
  onTestFinished(() => started.close());
  const [listener] = started.listeners;
  if (listener === undefined) throw new Error('it does not listen');
  const { url, host, port } = listener;
  return { broker: { url, host, port, close: () => started.close() }, notices };
}

async function client(url: string, options: IClientOptions = {}): Promise<MqttClient> {
  const mqtt = await connectAsync(url, { reconnectPeriod: 0, ...options });
  onTestFinished(() => void mqtt.end(true));
  return mqtt;
}

type Message = { topic: string; text: string; qos: number; retain: boolean };

function nextMessage(mqtt: MqttClient): Promise<Message> {
  return new Promise((resolve) => {
    mqtt.once('message', (topic, payload, { qos, retain }) =>
      resolve({ topic, text: payload.toString(), qos, retain }),
    );
  });
}

async function occupiedPort(): Promise<number> {
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as { port: number }).port;
}

describe('where it listens', () => {
  test('loopback, and port 0 becomes a free one', async () => {
    const { broker } = await start();
    expect(broker.host).toBe('127.0.0.1');
    expect(broker.port).toBeGreaterThan(0);
    expect(broker.url).toBe(`mqtt://127.0.0.1:${broker.port}`);
  });

  test('a port that is taken is refused in one sentence', async () => {
    const port = await occupiedPort();
    const error: unknown = await startBroker({ tcp: { port } }).catch((failure: unknown) => failure);
    expect(isBrokerError(error) && [error.code, error.message]).toEqual([
      'TAKEN',
      `the broker's port 127.0.0.1:${port} is taken by another program; choose another port, or 0 for any free one`,
    ]);
  });

  test('a port that nobody asked for gives way to a free one, and says so', async () => {
    const port = await occupiedPort();
    const { broker, notices } = await start({ port, fallbackToFreePort: true });
    expect(broker.port).not.toBe(port);
    expect(notices).toEqual([
      `warn: port ${port} is taken by another program, so the broker uses ${broker.port} instead`,
    ]);
    await client(broker.url);
  });

  test('an address of another machine is refused, also where a free port would do', async () => {
    const options = { host: '192.0.2.1', port: 1883, fallbackToFreePort: true };
    const error: unknown = await startBroker({ tcp: options }).catch((failure: unknown) => failure);
    expect(isBrokerError(error) && [error.code, error.message]).toEqual([
      'UNAVAILABLE',
      "the broker's address 192.0.2.1:1883 is none of this machine; use 127.0.0.1",
    ]);
  });

  test('listening beyond loopback gives a warning', async () => {
    const { broker, notices } = await start({ host: '0.0.0.0' });
    expect(notices).toEqual([
      `warn: the broker at 0.0.0.0:${broker.port} can be reached from other machines and lets in anybody`,
    ]);
  });
});

describe('messages', () => {
  test.each([0, 1, 2] as const)('QoS %i', async (qos) => {
    const { broker } = await start();
    const subscriber = await client(broker.url);
    await subscriber.subscribeAsync('a/+', { qos: 2 });
    const message = nextMessage(subscriber);
    const publisher = await client(broker.url, { username: 'anybody', password: 'anything' });
    await publisher.publishAsync('a/b', 'hello', { qos });
    expect(await message).toEqual({ topic: 'a/b', text: 'hello', qos, retain: false });
  });

  test('a retained message waits for its subscriber, until it is cleared', async () => {
    const { broker } = await start();
    const publisher = await client(broker.url);
    await publisher.publishAsync('state', 'on', { qos: 1, retain: true });
    const first = await client(broker.url);
    const message = nextMessage(first);
    await first.subscribeAsync('state', { qos: 1 });
    expect(await message).toEqual({ topic: 'state', text: 'on', qos: 1, retain: true });

    await publisher.publishAsync('state', '', { qos: 1, retain: true });
    const second = await client(broker.url);
    const next = nextMessage(second);
    await second.subscribeAsync('#', { qos: 1 });
    await publisher.publishAsync('other', 'live', { qos: 1 });
    expect(await next).toMatchObject({ topic: 'other' });
  });

  test('a will is published when its client is cut off, and not when it takes leave', async () => {
    const { broker } = await start();
    const watcher = await client(broker.url);
    await watcher.subscribeAsync('will/#', { qos: 1 });
    const message = nextMessage(watcher);
    const will = (topic: string) =>
      ({ will: { topic, payload: Buffer.from('gone'), qos: 1, retain: false } }) as const;
    const polite = await client(broker.url, will('will/polite'));
    await polite.endAsync();
    const abrupt = await client(broker.url, will('will/abrupt'));
    abrupt.stream.destroy();
    expect(await message).toEqual({ topic: 'will/abrupt', text: 'gone', qos: 1, retain: false });
  });

  test('a persistent session keeps its subscriptions and what came meanwhile', async () => {
    const { broker } = await start();
    const session = { clientId: 'sleeper', clean: false };
    const before = await client(broker.url, session);
    await before.subscribeAsync('news', { qos: 1 });
    await before.endAsync();
    const publisher = await client(broker.url);
    for (const text of ['one', 'two', 'three']) await publisher.publishAsync('news', text, { qos: 1 });

    const after = connect(broker.url, { ...session, reconnectPeriod: 0 });
    onTestFinished(() => void after.end(true));
    const received: string[] = [];
    const all = new Promise<void>((resolve) => {
      after.on('message', (_topic, payload) => {
        if (received.push(payload.toString()) === 3) resolve();
      });
    });
    const connack = await new Promise<{ sessionPresent: boolean }>((resolve) =>
      after.once('connect', resolve),
    );
    await all;
    expect(connack.sessionPresent).toBe(true);
    expect(received).toEqual(['one', 'two', 'three']);
  });

  test('a mebibyte of payload arrives whole', async () => {
    const { broker } = await start();
    const subscriber = await client(broker.url);
    await subscriber.subscribeAsync('big', { qos: 2 });
    const message = new Promise<Buffer>((resolve) =>
      subscriber.once('message', (_topic, payload) => resolve(payload)),
    );
    const payload = Buffer.alloc(1 << 20, 'payload ');
    const publisher = await client(broker.url);
    await publisher.publishAsync('big', payload, { qos: 2 });
    expect((await message).equals(payload)).toBe(true);
  });
});

describe('what it tells', () => {
  test('clients that come, subscribe and go, a sentence for each', async () => {
    const { broker, notices } = await start();
    const mqtt = await client(broker.url, { clientId: 'esp "1"' });
    const port = (mqtt.stream as { localPort?: number }).localPort;
    await mqtt.subscribeAsync({ 'a/#': { qos: 1 }, b: { qos: 0 } });
    await mqtt.unsubscribeAsync('b');
    await mqtt.endAsync();
    await broker.close();
    expect(notices).toEqual([
      String.raw`debug: client "esp \"1\"" connected from 127.0.0.1:${port} with a clean session`,
      String.raw`debug: client "esp \"1\"" subscribed to "a/#" at QoS 1, "b" at QoS 0`,
      String.raw`debug: client "esp \"1\"" unsubscribed from "b"`,
      String.raw`debug: client "esp \"1\"" disconnected`,
    ]);
  });

  test('a client of MQTT 5 is refused with the reason', async () => {
    const { broker, notices } = await start();
    await expect(client(broker.url, { protocolVersion: 5 })).rejects.toThrow(/protocol version/i);
    await vi.waitFor(() => expect(notices).toHaveLength(1));
    expect(notices).toEqual([
      expect.stringMatching(
        /^warn: the broker refused a client at 127\.0\.0\.1:\d+: unacceptable protocol version; it speaks MQTT 3\.1 and 3\.1\.1$/,
      ),
    ]);
  });
});

test('closing is prompt with clients connected, also such as never said who they are', async () => {
  const { broker } = await start();
  const mqtt = await client(broker.url);
  await mqtt.subscribeAsync('#');
  const closed = new Promise<void>((resolve) => mqtt.once('close', () => resolve()));
  const silent = dial(broker.port, broker.host);
  const cut = new Promise((resolve) =>
    silent
      .on('close', resolve)
      .on('error', () => {})
      .resume(),
  );
  await new Promise((resolve) => silent.once('connect', resolve));
  await broker.close();
  await broker.close();
  await Promise.all([closed, cut]);
  await start({ port: broker.port });
});

test.each(['$share/group', '$share//a', '$share/'])(
  '%s is no shared subscription, is refused with 0x80 and told of',
  async (filter) => {
    const { broker, notices } = await start();
    const mqtt = await client(broker.url, { clientId: 'worker' });
    await expect(mqtt.subscribeAsync(filter, { qos: 1 })).rejects.toThrow('Unspecified error');
    expect(notices).toContain(
      `warn: client "worker" was refused ${JSON.stringify(filter)}: a shared subscription is $share/GROUP/FILTER`,
    );
  },
);

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
        /^warn: the broker refused a client at 127\.0\.0\.1:\d+: it came from a page of "https:\/\/evil\.example", which is not of this machine; --allow-origin "https:\/\/evil\.example" lets it in$/,
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
        `warn: client "raw" was cut off: it sent a text ("${shown}") that is not UTF-8, or has NUL in it, which MQTT does not allow; let it write UTF-8`,
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
    const told = notices.filter((notice) => notice.includes('not UTF-8'));
    expect(told).toEqual([
      expect.stringContaining('warn: client "raw" was cut off: it sent a text ("\\xce'),
      expect.stringMatching(/^warn: the broker refused a client at \S+: it sent a text that is not UTF-8/),
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
