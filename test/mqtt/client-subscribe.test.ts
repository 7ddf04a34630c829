import type { Packet } from 'mqtt-packet';
import { describe, expect, it, test } from 'vitest';
import { message } from '#messages/message';
import { Session } from '#mqtt/client/session';
import type { QoS } from '#mqtt/types';
import { ClientFixture, connected, failure } from './support/client-fixture.ts';

const TOPIC = Buffer.from('t');

describe('SUBSCRIBE', () => {
  test.each<[QoS, QoS]>([
    [0, 0],
    [1, 1],
    [2, 2],
    [2, 1],
  ])('with QoS %i resolves with the %i granted', async (asked, granted) => {
    const fixture = await connected();
    const subscribing = fixture.client.subscribe('温度/#', asked, 10_000);
    expect(await fixture.heard()).toMatchObject([
      { cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: '温度/#', qos: asked }] },
    ]);
    fixture.wire.say({ cmd: 'suback', messageId: 1, granted: [granted] });
    expect(await subscribing).toBe(granted);
    await fixture.timers.advance(10_000);
    expect(fixture.timers.pending).toBe(0);
  });

  it('rejects when the broker refuses', async () => {
    const fixture = await connected();
    const refused = failure(fixture.client.subscribe('a', 1, 10_000));
    fixture.wire.say({ cmd: 'suback', messageId: 1, granted: [0x80] });
    const reason = message('mqtt.subscriptionRefused', { topic: 'a', qos: 1 });
    expect(await refused).toMatchObject({ code: 'SUBSCRIBE_REFUSED', reason });
    await fixture.timers.advance(10_000);
    expect(fixture.timers.pending).toBe(0);
  });

  it('rejects in time, and keeps its identifier busy until the late SUBACK', async () => {
    const session = new Session();
    const fixture = await connected({ session });
    const late = failure(fixture.client.subscribe('a', 1, 3_000));
    await fixture.timers.advance(3_000);
    const sent = message('mqtt.subscribeTo', { topic: 'a', qos: 1 });
    const reason = message('mqtt.noAnswer', { expected: 'SUBACK', ms: 3000, sent });
    expect(await late).toMatchObject({ code: 'TIMEOUT', reason });
    const taken = Array.from({ length: 65_534 }, () => session.takeId());
    expect(taken).not.toContain(1);
    fixture.wire.say({ cmd: 'suback', messageId: 1, granted: [1] });
    expect(session.takeId()).toBe(1);
  });

  it('rejects filters MQTT forbids, and without a connection', async () => {
    const fixture = await connected();
    expect((await failure(fixture.client.subscribe('a/#/b', 0, 1000))).code).toBe('INVALID');
    expect((await failure(fixture.client.unsubscribe('', 1000))).code).toBe('INVALID');
    const idle = new ClientFixture();
    expect((await failure(idle.client.subscribe('a', 0, 1000))).code).toBe('NOT_CONNECTED');
    expect((await failure(idle.client.unsubscribe('a', 1000))).code).toBe('NOT_CONNECTED');
  });

  it('shares its numbers with publishes', async () => {
    const fixture = await connected();
    const waiting = [
      fixture.client.publish(TOPIC, TOPIC, 1, false, 1000),
      fixture.client.subscribe('a', 0, 1000),
      fixture.client.unsubscribe('b', 1000),
      fixture.client.publish(TOPIC, TOPIC, 2, false, 1000),
    ].map((promise) => failure(promise));
    expect((await fixture.heard()).map(({ messageId }) => messageId)).toEqual([1, 2, 3, 4]);
    fixture.client.destroy();
    await Promise.all(waiting);
  });

  it('is not ended by an answer of another kind', async () => {
    const fixture = await connected();
    const waiting = failure(fixture.client.subscribe('a', 0, 1000));
    fixture.wire.say({ cmd: 'unsuback', messageId: 1, granted: [] }, { cmd: 'puback', messageId: 1 });
    await fixture.timers.advance(1000);
    expect((await waiting).code).toBe('TIMEOUT');
  });
});

it('UNSUBSCRIBE is done with UNSUBACK', async () => {
  const fixture = await connected();
  const done = fixture.client.unsubscribe('a/+', 10_000);
  expect(await fixture.heard()).toMatchObject([
    { cmd: 'unsubscribe', messageId: 1, unsubscriptions: ['a/+'] },
  ]);
  fixture.wire.say({ cmd: 'unsuback', messageId: 1, granted: [] });
  await done;
  await fixture.timers.advance(10_000);
  expect(fixture.timers.pending).toBe(0);
});

describe('an answer', () => {
  const message = { cmd: 'publish', topic: 't', payload: '', qos: 0, retain: false, dup: false } as const;

  it('is told before the message that follows it in the same chunk', async () => {
    const fixture = await connected();
    const subscribing = fixture.client.subscribe('a', 0, 1000).then(() => fixture.log.push('resolved'));
    fixture.wire.say({ cmd: 'suback', messageId: 1, granted: [0] }, message);
    await subscribing;
    expect(fixture.log).toEqual(['connected false', 'answered', 'message', 'resolved']);
  });

  it.each(['puback', 'pubcomp', 'suback', 'unsuback'] as const)(
    '%s is told when somebody waits for it',
    async (cmd) => {
      const fixture = await connected();
      const waiting = {
        puback: () => fixture.client.publish(TOPIC, TOPIC, 1, false, 1000),
        pubcomp: () => fixture.client.publish(TOPIC, TOPIC, 2, false, 1000),
        suback: () => fixture.client.subscribe('a', 0, 1000).catch(() => {}),
        unsuback: () => fixture.client.unsubscribe('a', 1000),
      }[cmd]();
      if (cmd === 'pubcomp') fixture.wire.say({ cmd: 'pubrec', messageId: 1 });
      expect(fixture.log).not.toContain('answered');
      fixture.wire.say({ cmd, messageId: 1, granted: cmd === 'suback' ? [0x80] : [] } as Packet);
      expect(fixture.log.at(-1)).toBe('answered');
      await waiting;
    },
  );

  it('that comes after the time is up is not told, nor is one that nobody asked for', async () => {
    const fixture = await connected();
    const late = failure(fixture.client.publish(TOPIC, TOPIC, 1, false, 1000));
    await fixture.timers.advance(1000);
    await late;
    fixture.wire.say({ cmd: 'puback', messageId: 1 }, { cmd: 'suback', messageId: 9, granted: [0] });
    expect(fixture.log).toEqual(['connected false']);
  });
});
