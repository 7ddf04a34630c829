import { describe, expect, test } from 'vitest';
import { createPageBroker } from '#browser/broker/page-broker';
import { ManualClock } from '#testing/manual-clock';
import { PageClient, settled } from './support/page-client.ts';

describe('a broker in a page', () => {
  test('delivers what was subscribed, with the lower QoS, once for overlapping filters', async () => {
    const { dial } = createPageBroker();
    const [one, other] = [await PageClient.connect(dial, 'one'), await PageClient.connect(dial, 'other')];
    await one.subscribe('garden/#', 0);
    await one.subscribe('garden/+', 1);
    expect(one.take()).toEqual(['connack 0', 'suback 0', 'suback 1']);
    await other.publish('garden/door', 'open', 2);
    expect(other.take()).toEqual(['connack 0', 'pubrec 7']);
    expect(one.take()).toEqual(['publish garden/door open 1 1']);
    await other.send({ cmd: 'pubrel', messageId: 7 });
    expect(other.take()).toEqual(['pubcomp 7']);
    await one.send({ cmd: 'unsubscribe', messageId: 3, unsubscriptions: ['garden/#', 'garden/+'] });
    await other.publish('garden/door', 'shut');
    expect(one.take()).toEqual(['unsuback 3']);
  });

  test.each([
    ['#', 'a/b', true],
    ['a/#', 'a', true],
    ['a/#', 'ab', false],
    ['+/b', 'a/b', true],
    ['a/+', 'a', false],
    ['a/+', 'a/', true],
    ['+', '/a', false],
    ['a', 'a/b', false],
    ['#', '$SYS/x', false],
    ['+/x', '$SYS/x', false],
    ['$SYS/#', '$SYS/x', true],
  ])('%s takes %s: %s', async (filter, topic, takes) => {
    const broker = createPageBroker();
    const client = await PageClient.connect(broker.dial, 'c');
    await client.subscribe(filter);
    client.take();
    broker.publish({ topic, payload: 'x' });
    await settled();
    expect(client.take()).toEqual(takes ? [`publish ${topic} x 0`] : []);
  });

  test('keeps retained messages, sends them to who subscribes, and forgets them by an empty one', async () => {
    const told: string[] = [];
    const broker = createPageBroker({
      onMessage: ({ topic }, clientId) => told.push(`${clientId} ${topic}`),
    });
    const client = await PageClient.connect(broker.dial, 'c');
    await client.publish('lamp', 'on', 1, true);
    client.take();
    await client.subscribe('+', 2);
    expect(client.take()).toEqual(['suback 2', 'publish lamp on 1 1 retain']);
    expect(broker.retained.map(({ topic }) => topic)).toEqual(['lamp']);
    broker.publish({ topic: 'lamp', payload: '', retain: true });
    await settled();
    expect(client.take()).toEqual(['publish lamp  0']);
    expect(broker.retained).toEqual([]);
    expect(told).toEqual(['c lamp', 'undefined lamp']);
  });

  test('a persistent session gets what came meanwhile, and once more what it did not acknowledge', async () => {
    const broker = createPageBroker();
    const first = await PageClient.connect(broker.dial, 'c', { clean: false });
    await first.subscribe('news', 2);
    expect(first.take()).toEqual(['connack 0', 'suback 2']);
    first.transport.destroy();
    broker.publish({ topic: 'news', payload: '0', qos: 0 });
    broker.publish({ topic: 'news', payload: '1', qos: 1 });
    broker.publish({ topic: 'news', payload: '2', qos: 2 });
    expect(broker.clients).toEqual([
      { id: 'c', connected: false, cleanSession: false, subscriptions: [{ filter: 'news', qos: 2 }] },
    ]);

    const second = await PageClient.connect(broker.dial, 'c', { clean: false });
    expect(second.take()).toEqual(['connack 0 present', 'publish news 1 1 1', 'publish news 2 2 2']);
    const again = await PageClient.connect(broker.dial, 'c', { clean: false });
    expect(second.closed).toBe(true);
    expect(again.take()).toEqual(['connack 0 present', 'publish news 1 1 1 dup', 'publish news 2 2 2 dup']);
    await again.send({ cmd: 'puback', messageId: 1 });
    await again.send({ cmd: 'pubrec', messageId: 2 });
    expect(again.take()).toEqual(['pubrel 2']);

    const third = await PageClient.connect(broker.dial, 'c', { clean: false });
    expect(third.take()).toEqual(['connack 0 present', 'pubrel 2']);
    await third.send({ cmd: 'pubcomp', messageId: 2 });

    const clean = await PageClient.connect(broker.dial, 'c');
    expect(clean.take()).toEqual(['connack 0']);
    expect(broker.clients).toEqual([{ id: 'c', connected: true, cleanSession: true, subscriptions: [] }]);
  });

  test('a message of QoS 2 that comes again is delivered once', async () => {
    const { dial } = createPageBroker();
    const client = await PageClient.connect(dial, 'c');
    await client.subscribe('t');
    client.take();
    await client.publish('t', 'x', 2);
    await client.publish('t', 'x', 2);
    expect(client.take()).toEqual(['pubrec 7', 'publish t x 0', 'pubrec 7']);
  });

  const will = { topic: 'will', payload: Buffer.from('gone'), qos: 1, retain: true } as const;

  test('publishes the will of who is cut off, falls silent or is taken over, and of nobody who disconnects', async () => {
    const timers = new ManualClock();
    const messages: string[] = [];
    const broker = createPageBroker({
      timers,
      onMessage: ({ topic, payload }) => messages.push(`${topic} ${Buffer.from(payload)}`),
    });
    const leaving = await PageClient.connect(broker.dial, 'leaving', { will });
    await leaving.send({ cmd: 'disconnect' });
    expect([leaving.closed, messages]).toEqual([true, []]);

    await PageClient.connect(broker.dial, 'cut', { will });
    broker.disconnect('cut');
    expect(messages).toHaveLength(1);

    const silent = await PageClient.connect(broker.dial, 'silent', { will, keepalive: 10 });
    timers.advance(9000);
    await silent.send({ cmd: 'pingreq' });
    expect(silent.take()).toEqual(['connack 0', 'pingresp']);
    timers.advance(14_000);
    await settled();
    expect([silent.closed, messages.length]).toEqual([false, 1]);
    timers.advance(2000);
    await settled();
    expect([silent.closed, messages.length]).toEqual([true, 2]);

    await PageClient.connect(broker.dial, 'twin', { will });
    await PageClient.connect(broker.dial, 'twin');
    expect(messages).toEqual(Array.from({ length: 3 }, () => 'will gone'));
    expect(broker.retained.map(({ topic }) => topic)).toEqual(['will']);
  });

  test('refuses another protocol level, and no client ID for a session that stays', async () => {
    const { dial } = createPageBroker();
    const old = await PageClient.connect(dial, 'old', { protocolId: 'MQIsdp', protocolVersion: 3 });
    expect([old.take(), old.closed]).toEqual([['connack 1'], true]);
    const nameless = new PageClient(dial);
    // What the codec of the test does not write: CONNECT without a client ID and without a clean session.
    nameless.transport.write(Uint8Array.of(0x10, 12, 0, 4, ...Buffer.from('MQTT'), 4, 0, 0, 0, 0, 0));
    await settled();
    expect([nameless.take(), nameless.closed]).toEqual([['connack 2'], true]);
    const named = await PageClient.connect(dial, '');
    expect(named.take()).toEqual(['connack 0']);
  });

  test('closes the connection of who breaks the protocol', async () => {
    const { dial } = createPageBroker();
    const early = new PageClient(dial);
    await early.send({ cmd: 'pingreq' });
    expect(early.closed).toBe(true);
    const twice = await PageClient.connect(dial, 'twice');
    await twice.send({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clientId: 'x',
      clean: true,
      keepalive: 0,
    });
    expect(twice.closed).toBe(true);
    for (const bytes of [
      // A filter that is none, a filter that is not UTF-8, no filter, a topic with a wildcard, a PUBREL of other flags.
      [0x82, 7, 0, 1, 0, 2, 0x61, 0x23, 0],
      [0x82, 6, 0, 1, 0, 1, 0xff, 0],
      [0x82, 2, 0, 1],
      [0x30, 3, 0, 1, 0x23],
      [0x60, 2, 0, 1],
      [0xff, 0xff, 0xff, 0xff, 0xff],
    ]) {
      const client = await PageClient.connect(dial, 'c');
      client.transport.write(Uint8Array.from(bytes));
      await settled();
      expect(client.closed).toBe(true);
    }
  });

  test('does not grant shared subscriptions, of which it knows nothing', async () => {
    const { dial } = createPageBroker();
    const client = await PageClient.connect(dial, 'c');
    await client.subscribe('$share/group/t');
    expect(client.take()).toEqual(['connack 0', 'suback 128']);
  });

  test('refuses connections while it is closed', async () => {
    const broker = createPageBroker();
    const client = await PageClient.connect(broker.dial, 'c');
    broker.close();
    await settled();
    expect(client.closed).toBe(true);
    const closed = await new Promise<Error | undefined>((resolve) => {
      broker.dial({ open() {}, data() {}, drain() {}, closed: resolve });
    });
    expect(closed).toMatchObject({ code: 'REFUSED' });
    broker.listen();
    expect((await PageClient.connect(broker.dial, 'c')).take()).toEqual(['connack 0']);
  });

  test('holds back for a client that has paused', async () => {
    const broker = createPageBroker();
    const client = await PageClient.connect(broker.dial, 'c');
    await client.subscribe('t');
    client.take();
    client.transport.pause();
    broker.publish({ topic: 't', payload: '1' });
    await settled();
    expect(client.take()).toEqual([]);
    client.transport.resume();
    await settled();
    expect(client.take()).toEqual(['publish t 1 0']);
  });
});
