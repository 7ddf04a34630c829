import { createServer, connect as dial } from 'node:net';
import { connect } from 'mqtt';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { isBrokerError, startBroker } from '#broker/index';
import { client, nextMessage, start } from './support.ts';

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
      `the broker's port 127.0.0.1:${port} is in use by another program; choose another port, or 0 for any free one`,
    ]);
  });

  test('a port that nobody asked for gives way to a free one, and says so', async () => {
    const port = await occupiedPort();
    const { broker, notices } = await start({ port, fallbackToFreePort: true });
    expect(broker.port).not.toBe(port);
    expect(notices).toEqual([
      `warn: port ${port} is in use by another program, so the broker uses ${broker.port} instead`,
    ]);
    await client(broker.url);
  });

  test('an address of another machine is refused, also where a free port would do', async () => {
    const options = { host: '192.0.2.1', port: 1883, fallbackToFreePort: true };
    const error: unknown = await startBroker({ tcp: options }).catch((failure: unknown) => failure);
    expect(isBrokerError(error) && [error.code, error.message]).toEqual([
      'UNAVAILABLE',
      "the broker's address 192.0.2.1:1883 is not an address of this computer; use 127.0.0.1",
    ]);
  });

  test('listening beyond loopback gives a warning', async () => {
    const { broker, notices } = await start({ host: '0.0.0.0' });
    expect(notices).toEqual([
      `warn: the broker at 0.0.0.0:${broker.port} can be reached from other computers and accepts every client`,
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

  test('a client that takes the place of another with the same client ID', async () => {
    const { broker, notices } = await start();
    const first = await client(broker.url, { clientId: 'lamp', reconnectPeriod: 0 });
    const second = await client(broker.url, { clientId: 'lamp', reconnectPeriod: 0 });
    const port = (second.stream as { localPort?: number }).localPort;
    await vi.waitFor(() => expect(first.connected).toBe(false));
    await second.endAsync();
    expect(notices).toContain(
      `info: client "lamp" is closed, because another one connects with the same client ID from 127.0.0.1:${port}`,
    );
    // One that comes when nobody is there takes no place.
    notices.length = 0;
    await (await client(broker.url, { clientId: 'lamp' })).endAsync();
    expect(notices.filter((notice) => notice.startsWith('info'))).toEqual([]);
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
