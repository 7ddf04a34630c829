import type { Packet } from 'mqtt-packet';
import { describe, expect, it, test } from 'vitest';
import { Session } from '#mqtt/client/session';
import type { QoS } from '#mqtt/types';
import { Bench, connected, failure } from './support/bench.ts';

const TOPIC = Buffer.from('t');

describe('SUBSCRIBE', () => {
  test.each<[QoS, QoS]>([
    [0, 0],
    [1, 1],
    [2, 2],
    [2, 1],
  ])('with QoS %i resolves with the %i granted', async (asked, granted) => {
    const bench = await connected();
    const subscribing = bench.client.subscribe('温度/#', asked, 10_000);
    expect(await bench.heard()).toMatchObject([
      { cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: '温度/#', qos: asked }] },
    ]);
    bench.wire.say({ cmd: 'suback', messageId: 1, granted: [granted] });
    expect(await subscribing).toBe(granted);
    await bench.timers.advance(10_000);
    expect(bench.timers.pending).toBe(0);
  });

  it('rejects when the broker refuses', async () => {
    const bench = await connected();
    const refused = failure(bench.client.subscribe('a', 1, 10_000));
    bench.wire.say({ cmd: 'suback', messageId: 1, granted: [0x80] });
    expect((await refused).code).toBe('SUBSCRIBE_REFUSED');
    await bench.timers.advance(10_000);
    expect(bench.timers.pending).toBe(0);
  });

  it('rejects in time, and keeps its identifier busy until the late SUBACK', async () => {
    const session = new Session();
    const bench = await connected({ session });
    const late = failure(bench.client.subscribe('a', 1, 3_000));
    await bench.timers.advance(3_000);
    expect(await late).toMatchObject({ code: 'TIMEOUT', message: 'no SUBACK came within 3000 ms' });
    const taken = Array.from({ length: 65_534 }, () => session.takeId());
    expect(taken).not.toContain(1);
    bench.wire.say({ cmd: 'suback', messageId: 1, granted: [1] });
    expect(session.takeId()).toBe(1);
  });

  it('rejects filters MQTT forbids, and without a connection', async () => {
    const bench = await connected();
    expect((await failure(bench.client.subscribe('a/#/b', 0, 1000))).code).toBe('INVALID');
    expect((await failure(bench.client.unsubscribe('', 1000))).code).toBe('INVALID');
    const idle = new Bench();
    expect((await failure(idle.client.subscribe('a', 0, 1000))).code).toBe('NOT_CONNECTED');
    expect((await failure(idle.client.unsubscribe('a', 1000))).code).toBe('NOT_CONNECTED');
  });

  it('shares its numbers with publishes', async () => {
    const bench = await connected();
    const waiting = [
      bench.client.publish(TOPIC, TOPIC, 1, false, 1000),
      bench.client.subscribe('a', 0, 1000),
      bench.client.unsubscribe('b', 1000),
      bench.client.publish(TOPIC, TOPIC, 2, false, 1000),
    ].map((promise) => failure(promise));
    expect((await bench.heard()).map(({ messageId }) => messageId)).toEqual([1, 2, 3, 4]);
    bench.client.destroy();
    await Promise.all(waiting);
  });

  it('is not ended by an answer of another kind', async () => {
    const bench = await connected();
    const waiting = failure(bench.client.subscribe('a', 0, 1000));
    bench.wire.say({ cmd: 'unsuback', messageId: 1, granted: [] }, { cmd: 'puback', messageId: 1 });
    await bench.timers.advance(1000);
    expect((await waiting).code).toBe('TIMEOUT');
  });
});

it('UNSUBSCRIBE is done with UNSUBACK', async () => {
  const bench = await connected();
  const done = bench.client.unsubscribe('a/+', 10_000);
  expect(await bench.heard()).toMatchObject([{ cmd: 'unsubscribe', messageId: 1, unsubscriptions: ['a/+'] }]);
  bench.wire.say({ cmd: 'unsuback', messageId: 1, granted: [] });
  await done;
  await bench.timers.advance(10_000);
  expect(bench.timers.pending).toBe(0);
});

describe('an answer', () => {
  const message = { cmd: 'publish', topic: 't', payload: '', qos: 0, retain: false, dup: false } as const;

  it('is told before the message that follows it in the same chunk', async () => {
    const bench = await connected();
    const subscribing = bench.client.subscribe('a', 0, 1000).then(() => bench.log.push('resolved'));
    bench.wire.say({ cmd: 'suback', messageId: 1, granted: [0] }, message);
    await subscribing;
    expect(bench.log).toEqual(['connected false', 'answered', 'message', 'resolved']);
  });

  it.each(['puback', 'pubcomp', 'suback', 'unsuback'] as const)(
    '%s is told when somebody waits for it',
    async (cmd) => {
      const bench = await connected();
      const waiting = {
        puback: () => bench.client.publish(TOPIC, TOPIC, 1, false, 1000),
        pubcomp: () => bench.client.publish(TOPIC, TOPIC, 2, false, 1000),
        suback: () => bench.client.subscribe('a', 0, 1000).catch(() => {}),
        unsuback: () => bench.client.unsubscribe('a', 1000),
      }[cmd]();
      if (cmd === 'pubcomp') bench.wire.say({ cmd: 'pubrec', messageId: 1 });
      expect(bench.log).not.toContain('answered');
      bench.wire.say({ cmd, messageId: 1, granted: cmd === 'suback' ? [0x80] : [] } as Packet);
      expect(bench.log.at(-1)).toBe('answered');
      await waiting;
    },
  );

  it('that comes after the time is up is not told, nor is one that nobody asked for', async () => {
    const bench = await connected();
    const late = failure(bench.client.publish(TOPIC, TOPIC, 1, false, 1000));
    await bench.timers.advance(1000);
    await late;
    bench.wire.say({ cmd: 'puback', messageId: 1 }, { cmd: 'suback', messageId: 9, granted: [0] });
    expect(bench.log).toEqual(['connected false']);
  });
});
