import { describe, expect, it } from 'vitest';
import { Session } from '#mqtt/client/session';
import { type ClientFixture, connected, failure, PERSISTENT } from './support/client-fixture.ts';

const TOPIC = Buffer.from('t');
const PAYLOAD = Buffer.from('x');

describe('with resendAfterMs', () => {
  const afterMs = 5_000;
  const publish = (fixture: ClientFixture, payload: string, qos: 1 | 2 = 1) =>
    fixture.client.publish(TOPIC, Buffer.from(payload), qos, false, 60_000);

  it('sends a publish of QoS 1 again with DUP, each time it has not been acknowledged for so long', async () => {
    const fixture = await connected({ resendAfterMs: afterMs });
    const done = publish(fixture, 'one');
    await fixture.heard();
    await fixture.timers.advance(afterMs - 1);
    expect(await fixture.heard()).toEqual([]);
    await fixture.timers.advance(1);
    expect(await fixture.heard()).toMatchObject([{ messageId: 1, dup: true, qos: 1 }]);
    await fixture.timers.advance(afterMs);
    expect(await fixture.heard()).toMatchObject([{ messageId: 1, dup: true, qos: 1 }]);
    fixture.wire.say({ cmd: 'puback', messageId: 1 });
    await done;
    await fixture.timers.advance(10 * afterMs);
    expect(await fixture.heard()).toEqual([]);
    expect(fixture.timers.pending).toBe(0);
  });

  it('counts for each by itself, and keeps their order', async () => {
    const fixture = await connected({ resendAfterMs: afterMs });
    const first = publish(fixture, 'one');
    await fixture.timers.advance(2_000);
    const second = publish(fixture, 'two');
    await fixture.timers.advance(3_000);
    const heard = await fixture.heard();
    expect(heard.map((packet) => [packet.messageId, 'dup' in packet && packet.dup])).toEqual([
      [1, false],
      [2, false],
      [1, true],
    ]);
    await fixture.timers.advance(5_000);
    expect((await fixture.heard()).map(({ messageId }) => messageId)).toEqual([2, 1]);
    fixture.wire.say({ cmd: 'puback', messageId: 1 }, { cmd: 'puback', messageId: 2 });
    await Promise.all([first, second]);
  });

  it('leaves QoS 2 alone, and publishes that a reconnect has sent again are counted from there', async () => {
    const fixture = await connected({ resendAfterMs: afterMs, session: new Session() }, PERSISTENT);
    const waiting = [failure(publish(fixture, 'one')), failure(publish(fixture, 'two', 2))];
    await fixture.heard();
    await fixture.timers.advance(3_000);
    fixture.wire.events.closed();
    await Promise.all(waiting);
    await fixture.connect(PERSISTENT, true);
    expect(await fixture.heard()).toMatchObject([{ messageId: 1, dup: true }]);
    await fixture.timers.advance(4_999);
    expect(await fixture.heard()).toEqual([]);
    await fixture.timers.advance(1);
    expect(await fixture.heard()).toMatchObject([{ messageId: 1, dup: true }]);
    fixture.wire.say({ cmd: 'puback', messageId: 1 });
    expect(await fixture.heard()).toMatchObject([{ messageId: 2, dup: true, qos: 2 }]);
    await fixture.timers.advance(10 * afterMs);
    expect(await fixture.heard()).toEqual([]);
  });

  it('sends nothing again while nothing is read, nor once the connection is gone', async () => {
    const fixture = await connected({ resendAfterMs: afterMs });
    const waiting = failure(publish(fixture, 'one'));
    await fixture.heard();
    fixture.client.pause();
    await fixture.timers.advance(2 * afterMs);
    expect(await fixture.heard()).toEqual([]);
    fixture.client.resume();
    await fixture.timers.advance(afterMs);
    expect((await fixture.heard()).length).toBe(1);
    fixture.client.destroy();
    await waiting;
    expect(fixture.timers.pending).toBe(0);
  });
});

it('without resendAfterMs an unacknowledged publish is not sent again while the connection is up', async () => {
  const fixture = await connected();
  const waiting = failure(fixture.client.publish(TOPIC, PAYLOAD, 1, false, Number.POSITIVE_INFINITY));
  await fixture.heard();
  await fixture.timers.advance(100_000_000);
  expect(await fixture.heard()).toEqual([]);
  expect(fixture.timers.pending).toBe(0);
  fixture.client.destroy();
  expect((await waiting).code).toBe('CLOSED');
});
