import { describe, expect, it, test } from 'vitest';
import { Session } from '#mqtt/client/session';
import { Bench, CLEAN, connected, failure, PERSISTENT } from './support/bench.ts';
import { turn } from './support/fake-timers.ts';

const TOPIC = Buffer.from('t');

describe('a connection that is lost', () => {
  test.each([
    [undefined, 'the broker closed the connection'],
    [
      new Error('the other side reset the connection'),
      'the broker closed the connection: the other side reset',
    ],
  ])('is told once (%s), and whoever waits hears why', async (cause, message) => {
    const bench = await connected();
    const waiting = [
      failure(bench.client.publish(TOPIC, TOPIC, 1, false, 1000)),
      failure(bench.client.subscribe('a', 0, 1000)),
      failure(bench.client.unsubscribe('a', 1000)),
    ];
    bench.wire.events.closed(cause);
    expect(bench.closed.length).toBe(1);
    expect(bench.closed[0]).toMatchObject({ code: 'LOST', message: expect.stringContaining(message) });
    for (const error of await Promise.all(waiting)) expect(error).toBe(bench.closed[0]);
    expect(bench.timers.pending).toBe(0);
  });

  it('is told before those who wait hear of it', async () => {
    const bench = await connected();
    const waiting = failure(bench.client.publish(TOPIC, TOPIC, 1, false, 1000)).then(() =>
      bench.log.push('rejected'),
    );
    bench.wire.events.closed();
    await waiting;
    expect(bench.log).toEqual(['connected false', 'closed LOST', 'rejected']);
  });

  it('may be made again from the event itself', async () => {
    const session = new Session();
    const bench: Bench = new Bench({
      session,
      events: {
        message: () => {},
        drain: () => {},
        closed: () => void bench.client.connect(CLEAN, 1000).catch(() => {}),
      },
    });
    await bench.connect();
    bench.wire.events.closed();
    await turn();
    expect(bench.wires.length).toBe(2);
    bench.client.destroy();
  });
});

describe('keepalive', () => {
  it('sends PINGREQ and takes PINGRESP', async () => {
    const bench = await connected({}, { ...CLEAN, keepAliveSeconds: 20 });
    await bench.timers.advance(20_000);
    expect(await bench.heard()).toMatchObject([{ cmd: 'pingreq' }]);
    bench.wire.say({ cmd: 'pingresp' });
    await bench.timers.advance(15_000);
    expect(bench.closed).toEqual([]);
    bench.client.publishQos0(TOPIC, TOPIC, false);
    await bench.heard();
    await bench.timers.advance(19_000);
    expect(await bench.heard()).toEqual([]);
  });

  it('ends the connection without PINGRESP', async () => {
    const bench = await connected({}, { ...CLEAN, keepAliveSeconds: 20 });
    await bench.timers.advance(30_000);
    expect(bench.closed[0]).toMatchObject({
      code: 'KEEPALIVE',
      message: 'the broker did not answer PINGREQ within 10000 ms',
    });
    expect(bench.wire.destroyed).toBe(true);
    expect(bench.timers.pending).toBe(0);
  });

  it('does not end a connection whose reading is paused', async () => {
    const bench = await connected({}, { ...CLEAN, keepAliveSeconds: 20 });
    bench.client.pause();
    await bench.timers.advance(100_000);
    expect(bench.closed).toEqual([]);
    bench.client.resume();
    bench.wire.say({ cmd: 'pingresp' });
    await bench.timers.advance(10_000);
    expect(bench.closed).toEqual([]);
  });
});

describe('back-pressure', () => {
  it('shows when the transport is full and ends with drain; what is published meanwhile still goes', async () => {
    const bench = await connected();
    expect(bench.client.writable).toBe(true);
    bench.wire.takes = false;
    bench.client.publishQos0(TOPIC, TOPIC, false);
    expect(bench.client.writable).toBe(true);
    bench.client.flush();
    expect(bench.client.writable).toBe(false);
    bench.client.publishQos0(TOPIC, TOPIC, false);
    expect((await bench.heard()).length).toBe(2);
    bench.wire.takes = true;
    bench.wire.events.drain();
    expect([bench.client.writable, bench.drains]).toEqual([true, 1]);
  });
});

describe('pause', () => {
  it('reaches the transport, and so does resume', async () => {
    const bench = await connected();
    bench.client.pause();
    expect(bench.wire.paused).toBe(true);
    bench.client.resume();
    expect(bench.wire.paused).toBe(false);
  });

  it('before the connection holds from CONNACK on, and on the next connection', async () => {
    const bench = new Bench();
    bench.client.pause();
    const connecting = bench.connect();
    await turn();
    expect(bench.wire.paused).toBe(false);
    await connecting;
    expect(bench.wire.paused).toBe(true);
    bench.wire.events.closed();
    await bench.connect();
    expect(bench.wire.paused).toBe(true);
  });

  it('from a message handler holds', async () => {
    const bench = await connected();
    bench.onMessage = () => bench.client.pause();
    bench.wire.say({ cmd: 'publish', topic: 't', payload: '', qos: 0, retain: false, dup: false });
    expect(bench.wire.paused).toBe(true);
  });
});

describe('disconnect', () => {
  it('sends what was gathered, then DISCONNECT, and ends at once when all of it is taken', async () => {
    const bench = await connected();
    bench.client.publishQos0(TOPIC, TOPIC, false);
    expect(bench.client.disconnect(500)).toBeUndefined();
    expect(bench.wire.heard().map(({ cmd }) => cmd)).toEqual(['publish', 'disconnect']);
    expect([bench.wire.ended, bench.wire.destroyed]).toEqual([true, false]);
    bench.wire.events.closed();
    expect(bench.timers.pending).toBe(0);
    expect(bench.closed).toEqual([]);
  });

  it('destroys the transport when the broker does not close it', async () => {
    const bench = await connected();
    void bench.client.disconnect(500);
    await bench.timers.advance(499);
    expect(bench.wire.destroyed).toBe(false);
    await bench.timers.advance(1);
    expect(bench.wire.destroyed).toBe(true);
    expect(bench.closed).toEqual([]);
  });

  test.each([
    ['the rest is sent', (bench: Bench) => bench.wire.finish()],
    ['the wire closes', (bench: Bench) => bench.wire.events.closed()],
    ['time is up', (bench: Bench) => bench.timers.advance(500)],
  ])('gives a promise when the wire is full, which settles when %s', async (_, how) => {
    const bench = await connected();
    bench.wire.queued = 1000;
    const done = bench.client.disconnect(500);
    let settled = false;
    const watched = done?.then(() => {
      settled = true;
    });
    await turn();
    expect(done).toBeInstanceOf(Promise);
    expect(settled).toBe(false);
    await how(bench);
    await watched;
  });

  it('reads on while it ends, or the close of the broker would go unseen', async () => {
    const bench = await connected();
    bench.client.pause();
    void bench.client.disconnect(500);
    expect(bench.wire.paused).toBe(false);
    bench.wire.say({ cmd: 'publish', topic: 't', payload: '', qos: 0, retain: false, dup: false });
    expect(bench.messages).toEqual([]);
  });

  it('rejects those who wait with CLOSED, and a persistent session keeps what was in flight', async () => {
    const session = new Session();
    const bench = await connected({ session }, PERSISTENT);
    const waiting = failure(bench.client.publish(TOPIC, TOPIC, 1, false, 1000));
    void bench.client.disconnect(500);
    expect((await waiting).code).toBe('CLOSED');
    expect(session.inflight).toBe(1);
  });

  it('allows the next connection at once', async () => {
    const bench = await connected();
    void bench.client.disconnect(500);
    await bench.connect();
    bench.wires[0]?.events.closed();
    bench.client.publishQos0(TOPIC, TOPIC, false);
    expect((await bench.heard()).length).toBe(1);
    expect(bench.closed).toEqual([]);
  });

  it('without a connection does nothing', () => {
    const bench = new Bench();
    expect(bench.client.disconnect(500)).toBeUndefined();
    bench.client.destroy();
    bench.client.flush();
    expect(bench.client.writable).toBe(true);
  });
});

it('destroy closes without DISCONNECT, loses what was gathered, and says nothing', async () => {
  const bench = await connected({}, { ...CLEAN, keepAliveSeconds: 10 });
  const waiting = failure(bench.client.publish(TOPIC, TOPIC, 1, false, 1000));
  bench.client.destroy();
  expect((await waiting).code).toBe('CLOSED');
  expect(await bench.heard()).toEqual([]);
  expect(bench.wire.destroyed).toBe(true);
  expect(bench.timers.pending).toBe(0);
  expect(bench.closed).toEqual([]);
});
