import { describe, expect, it, test } from 'vitest';
import { Session } from '#mqtt/client/session';
import { CLEAN, ClientFixture, connected, failure, PERSISTENT } from './support/client-fixture.ts';
import { turn } from './support/fake-timers.ts';

const TOPIC = Buffer.from('t');

describe('a connection that is lost', () => {
  test.each([
    [undefined, 'the broker closed the connection'],
    [
      new Error('the other side reset the connection'),
      'the connection to the broker was lost: the other side reset',
    ],
  ])('is told once (%s), and whoever waits hears why', async (cause, message) => {
    const fixture = await connected();
    const waiting = [
      failure(fixture.client.publish(TOPIC, TOPIC, 1, false, 1000)),
      failure(fixture.client.subscribe('a', 0, 1000)),
      failure(fixture.client.unsubscribe('a', 1000)),
    ];
    fixture.wire.events.closed(cause);
    expect(fixture.closed.length).toBe(1);
    expect(fixture.closed[0]).toMatchObject({ code: 'LOST', message: expect.stringContaining(message) });
    for (const error of await Promise.all(waiting)) expect(error).toBe(fixture.closed[0]);
    expect(fixture.timers.pending).toBe(0);
  });

  it('is told before those who wait hear of it', async () => {
    const fixture = await connected();
    const waiting = failure(fixture.client.publish(TOPIC, TOPIC, 1, false, 1000)).then(() =>
      fixture.log.push('rejected'),
    );
    fixture.wire.events.closed();
    await waiting;
    expect(fixture.log).toEqual(['connected false', 'closed LOST', 'rejected']);
  });

  it('may be made again from the event itself', async () => {
    const session = new Session();
    const fixture: ClientFixture = new ClientFixture({
      session,
      events: {
        message: () => {},
        drain: () => {},
        closed: () => void fixture.client.connect(CLEAN, 1000).catch(() => {}),
      },
    });
    await fixture.connect();
    fixture.wire.events.closed();
    await turn();
    expect(fixture.wires.length).toBe(2);
    fixture.client.destroy();
  });
});

describe('keepalive', () => {
  it('sends PINGREQ and takes PINGRESP', async () => {
    const fixture = await connected({}, { ...CLEAN, keepAliveSeconds: 40 });
    await fixture.timers.advance(20_000);
    expect(await fixture.heard()).toMatchObject([{ cmd: 'pingreq' }]);
    fixture.wire.say({ cmd: 'pingresp' });
    await fixture.timers.advance(15_000);
    expect(fixture.closed).toEqual([]);
    fixture.client.publishQos0(TOPIC, TOPIC, false);
    await fixture.heard();
    await fixture.timers.advance(19_000);
    expect(await fixture.heard()).toEqual([]);
  });

  it('ends the connection without PINGRESP', async () => {
    const fixture = await connected({}, { ...CLEAN, keepAliveSeconds: 20 });
    await fixture.timers.advance(30_000);
    expect(fixture.closed[0]).toMatchObject({
      code: 'KEEPALIVE',
      message: 'the broker did not answer PINGREQ within 10000 ms',
    });
    expect(fixture.wire.destroyed).toBe(true);
    expect(fixture.timers.pending).toBe(0);
  });

  it('does not end a connection whose reading is paused', async () => {
    const fixture = await connected({}, { ...CLEAN, keepAliveSeconds: 20 });
    fixture.client.pause();
    await fixture.timers.advance(100_000);
    expect(fixture.closed).toEqual([]);
    fixture.client.resume();
    fixture.wire.say({ cmd: 'pingresp' });
    await fixture.timers.advance(10_000);
    expect(fixture.closed).toEqual([]);
  });
});

describe('back-pressure', () => {
  it('shows when the transport is full and ends with drain; what is published meanwhile still goes', async () => {
    const fixture = await connected();
    expect(fixture.client.writable).toBe(true);
    fixture.wire.takes = false;
    fixture.client.publishQos0(TOPIC, TOPIC, false);
    expect(fixture.client.writable).toBe(true);
    fixture.client.flush();
    expect(fixture.client.writable).toBe(false);
    fixture.client.publishQos0(TOPIC, TOPIC, false);
    expect((await fixture.heard()).length).toBe(2);
    fixture.wire.takes = true;
    fixture.wire.events.drain();
    expect([fixture.client.writable, fixture.drains]).toEqual([true, 1]);
  });
});

describe('pause', () => {
  it('reaches the transport, and so does resume', async () => {
    const fixture = await connected();
    fixture.client.pause();
    expect(fixture.wire.paused).toBe(true);
    fixture.client.resume();
    expect(fixture.wire.paused).toBe(false);
  });

  it('before the connection holds from CONNACK on, and on the next connection', async () => {
    const fixture = new ClientFixture();
    fixture.client.pause();
    const connecting = fixture.connect();
    await turn();
    expect(fixture.wire.paused).toBe(false);
    await connecting;
    expect(fixture.wire.paused).toBe(true);
    fixture.wire.events.closed();
    await fixture.connect();
    expect(fixture.wire.paused).toBe(true);
  });

  it('from a message handler holds', async () => {
    const fixture = await connected();
    fixture.onMessage = () => fixture.client.pause();
    fixture.wire.say({ cmd: 'publish', topic: 't', payload: '', qos: 0, retain: false, dup: false });
    expect(fixture.wire.paused).toBe(true);
  });
});

describe('disconnect', () => {
  it('sends what was gathered, then DISCONNECT, and ends at once when all of it is taken', async () => {
    const fixture = await connected();
    fixture.client.publishQos0(TOPIC, TOPIC, false);
    expect(fixture.client.disconnect(500)).toBeUndefined();
    expect(fixture.wire.heard().map(({ cmd }) => cmd)).toEqual(['publish', 'disconnect']);
    expect([fixture.wire.ended, fixture.wire.destroyed]).toEqual([true, false]);
    fixture.wire.events.closed();
    expect(fixture.timers.pending).toBe(0);
    expect(fixture.closed).toEqual([]);
  });

  it('destroys the transport when the broker does not close it', async () => {
    const fixture = await connected();
    void fixture.client.disconnect(500);
    await fixture.timers.advance(499);
    expect(fixture.wire.destroyed).toBe(false);
    await fixture.timers.advance(1);
    expect(fixture.wire.destroyed).toBe(true);
    expect(fixture.closed).toEqual([]);
  });

  test.each([
    ['the rest is sent', (fixture: ClientFixture) => fixture.wire.finish()],
    ['the wire closes', (fixture: ClientFixture) => fixture.wire.events.closed()],
    ['time is up', (fixture: ClientFixture) => fixture.timers.advance(500)],
  ])('gives a promise when the wire is full, which settles when %s', async (_, how) => {
    const fixture = await connected();
    fixture.wire.queued = 1000;
    const done = fixture.client.disconnect(500);
    let settled = false;
    const watched = done?.then(() => {
      settled = true;
    });
    await turn();
    expect(done).toBeInstanceOf(Promise);
    expect(settled).toBe(false);
    await how(fixture);
    await watched;
  });

  it('reads on while it ends, or the close of the broker would go unseen', async () => {
    const fixture = await connected();
    fixture.client.pause();
    void fixture.client.disconnect(500);
    expect(fixture.wire.paused).toBe(false);
    fixture.wire.say({ cmd: 'publish', topic: 't', payload: '', qos: 0, retain: false, dup: false });
    expect(fixture.messages).toEqual([]);
  });

  it('rejects those who wait with CLOSED, and a persistent session keeps what was in flight', async () => {
    const session = new Session();
    const fixture = await connected({ session }, PERSISTENT);
    const waiting = failure(fixture.client.publish(TOPIC, TOPIC, 1, false, 1000));
    void fixture.client.disconnect(500);
    expect((await waiting).code).toBe('CLOSED');
    expect(session.inflight).toBe(1);
  });

  it('allows the next connection at once', async () => {
    const fixture = await connected();
    void fixture.client.disconnect(500);
    await fixture.connect();
    fixture.wires[0]?.events.closed();
    fixture.client.publishQos0(TOPIC, TOPIC, false);
    expect((await fixture.heard()).length).toBe(1);
    expect(fixture.closed).toEqual([]);
  });

  it('without a connection does nothing', () => {
    const fixture = new ClientFixture();
    expect(fixture.client.disconnect(500)).toBeUndefined();
    fixture.client.destroy();
    fixture.client.flush();
    expect(fixture.client.writable).toBe(true);
  });
});

it('destroy closes without DISCONNECT, loses what was gathered, and says nothing', async () => {
  const fixture = await connected({}, { ...CLEAN, keepAliveSeconds: 10 });
  const waiting = failure(fixture.client.publish(TOPIC, TOPIC, 1, false, 1000));
  fixture.client.destroy();
  expect((await waiting).code).toBe('CLOSED');
  expect(await fixture.heard()).toEqual([]);
  expect(fixture.wire.destroyed).toBe(true);
  expect(fixture.timers.pending).toBe(0);
  expect(fixture.closed).toEqual([]);
});
