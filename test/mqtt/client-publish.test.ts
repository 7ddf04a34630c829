import { describe, expect, it } from 'vitest';
import { Session } from '#mqtt/client/session';
import { ClientFixture, connected, failure, PERSISTENT } from './support/client-fixture.ts';
import { turn } from './support/fake-timers.ts';
import { RecordingStore } from './support/recording-store.ts';

const TOPIC = Buffer.from('t');
const PAYLOAD = Buffer.from('x');

describe('QoS 0', () => {
  it('gathers the publishes of a turn into one write', async () => {
    const { client, wire } = await connected();
    const before = wire.writes.length;
    for (let i = 0; i < 100; i++) client.publishQos0(TOPIC, PAYLOAD, i === 99);
    expect(wire.writes.length).toBe(before);
    await turn();
    expect(wire.writes.length).toBe(before + 1);
    const heard = wire.heard();
    expect(heard.length).toBe(100);
    expect(heard.at(-1)).toMatchObject({ topic: 't', payload: PAYLOAD, qos: 0, retain: true });
  });

  it('goes at once with flush, and the turn adds nothing', async () => {
    const { client, wire } = await connected();
    client.publishQos0(TOPIC, PAYLOAD, false);
    client.flush();
    expect(wire.heard().length).toBe(1);
    const writes = wire.writes.length;
    await turn();
    expect(wire.writes.length).toBe(writes);
  });

  it('sends a large payload whole and between its neighbours', async () => {
    const fixture = await connected();
    const large = Buffer.alloc(1 << 20, 'L');
    fixture.client.publishQos0(TOPIC, Buffer.from('before'), false);
    fixture.client.publishQos0(TOPIC, large, false);
    fixture.client.publishQos0(TOPIC, Buffer.from('after'), false);
    const heard = await fixture.heard();
    const payloads = heard.map((packet) => packet.cmd === 'publish' && packet.payload.toString());
    expect(payloads).toEqual(['before', large.toString(), 'after']);
  });

  it('throws when not connected, and for a topic MQTT forbids', async () => {
    const idle = new ClientFixture();
    const code = (code: string) => expect.objectContaining({ code });
    expect(() => idle.client.publishQos0(TOPIC, PAYLOAD, false)).toThrow(code('NOT_CONNECTED'));
    const fixture = await connected();
    expect(() => fixture.client.publishQos0(Buffer.from('a/#'), PAYLOAD, false)).toThrow(code('INVALID'));
    expect(await fixture.heard()).toEqual([]);
    fixture.client.destroy();
    expect(() => fixture.client.publishQos0(TOPIC, PAYLOAD, false)).toThrow(code('NOT_CONNECTED'));
  });
});

describe('QoS 1', () => {
  it('is done with PUBACK', async () => {
    const fixture = await connected();
    const done = fixture.client.publish(TOPIC, PAYLOAD, 1, true, 10_000);
    expect(await fixture.heard()).toMatchObject([
      { cmd: 'publish', qos: 1, messageId: 1, topic: 't', payload: PAYLOAD, retain: true, dup: false },
    ]);
    fixture.wire.say({ cmd: 'puback', messageId: 1 });
    await done;
    await fixture.timers.advance(10_000);
    expect(fixture.timers.pending).toBe(0);
  });

  it('is not done by another’s PUBACK, nor by an answer of QoS 2', async () => {
    const fixture = await connected();
    const done = fixture.client.publish(TOPIC, PAYLOAD, 1, false, 10_000);
    fixture.wire.say(
      { cmd: 'puback', messageId: 2 },
      { cmd: 'pubcomp', messageId: 1 },
      { cmd: 'pubrec', messageId: 1 },
    );
    const failed = failure(done);
    await fixture.timers.advance(10_000);
    expect(await failed).toMatchObject({
      code: 'TIMEOUT',
      message: `PUBLISH to '${TOPIC}' (QoS 1, ${PAYLOAD.length} bytes): no PUBACK from the broker within 10000 ms`,
    });
    expect(fixture.closed).toEqual([]);
  });

  it('that timed out stays in flight until its late PUBACK', async () => {
    const session = new Session();
    const fixture = await connected({ session });
    const failed = failure(fixture.client.publish(TOPIC, PAYLOAD, 1, false, 3_000));
    await fixture.timers.advance(3_000);
    expect((await failed).code).toBe('TIMEOUT');
    expect(session.inflight).toBe(1);
    fixture.wire.say({ cmd: 'puback', messageId: 1 });
    expect(session.inflight).toBe(0);
  });

  it('is refused when too many are in flight, and goes on when one is done', async () => {
    const fixture = await connected({ maxInflight: 2 });
    const first = fixture.client.publish(TOPIC, PAYLOAD, 1, false, 10_000);
    const second = fixture.client.publish(TOPIC, PAYLOAD, 2, false, 10_000);
    expect((await failure(fixture.client.publish(TOPIC, PAYLOAD, 1, false, 10_000))).code).toBe(
      'INFLIGHT_FULL',
    );
    fixture.wire.say({ cmd: 'puback', messageId: 1 });
    await first;
    const third = fixture.client.publish(TOPIC, PAYLOAD, 1, false, 10_000);
    expect((await fixture.heard()).map(({ messageId }) => messageId)).toEqual([1, 2, 3]);
    fixture.wire.say(
      { cmd: 'pubrec', messageId: 2 },
      { cmd: 'pubcomp', messageId: 2 },
      { cmd: 'puback', messageId: 3 },
    );
    await Promise.all([second, third]);
  });

  it('allows 64 in flight unless told otherwise', async () => {
    const fixture = await connected();
    const waiting = Array.from({ length: 64 }, () =>
      failure(fixture.client.publish(TOPIC, PAYLOAD, 1, false, 10_000)),
    );
    expect((await failure(fixture.client.publish(TOPIC, PAYLOAD, 1, false, 10_000))).code).toBe(
      'INFLIGHT_FULL',
    );
    fixture.client.destroy();
    await Promise.all(waiting);
  });

  it('rejects without a connection, for a bad topic, and beyond what MQTT can express', async () => {
    const { client } = new ClientFixture();
    expect((await failure(client.publish(TOPIC, PAYLOAD, 1, false, 1000))).code).toBe('NOT_CONNECTED');
    const fixture = await connected();
    expect((await failure(fixture.client.publish(Buffer.alloc(0), PAYLOAD, 1, false, 1000))).code).toBe(
      'INVALID',
    );
    const huge = { length: 268_435_455 - 4 } as Uint8Array;
    expect((await failure(fixture.client.publish(TOPIC, huge, 1, false, 1000))).code).toBe(
      'PACKET_TOO_LARGE',
    );
  });

  it('carries a large payload, unharmed by what the caller does with its bytes', async () => {
    const fixture = await connected();
    const payload = Buffer.alloc(100_000, 'a');
    const done = fixture.client.publish(TOPIC, payload, 1, false, 1000);
    payload.fill('b');
    const [packet] = await fixture.heard();
    expect(packet?.cmd === 'publish' && packet.payload.toString()).toBe('a'.repeat(100_000));
    fixture.wire.say({ cmd: 'puback', messageId: 1 });
    await done;
  });
});

describe('QoS 2', () => {
  it('is done with PUBCOMP, after PUBREC and PUBREL', async () => {
    const fixture = await connected();
    let done = false;
    const publishing = fixture.client.publish(TOPIC, PAYLOAD, 2, false, 10_000).then(() => {
      done = true;
    });
    expect(await fixture.heard()).toMatchObject([{ cmd: 'publish', qos: 2, messageId: 1 }]);
    fixture.wire.say({ cmd: 'pubrec', messageId: 1 });
    expect(await fixture.heard()).toMatchObject([{ cmd: 'pubrel', messageId: 1 }]);
    expect(done).toBe(false);
    fixture.wire.say({ cmd: 'pubcomp', messageId: 1 });
    await publishing;
  });

  it('answers each repeated PUBREC with PUBREL, and one for an unknown identifier too', async () => {
    const fixture = await connected();
    const waiting = failure(fixture.client.publish(TOPIC, PAYLOAD, 2, false, 10_000));
    await fixture.heard();
    for (const messageId of [1, 1, 99]) fixture.wire.say({ cmd: 'pubrec', messageId });
    const heard = await fixture.heard();
    expect(heard.map(({ cmd, messageId }) => [cmd, messageId])).toEqual([
      ['pubrel', 1],
      ['pubrel', 1],
      ['pubrel', 99],
    ]);
    fixture.client.destroy();
    await waiting;
  });

  it('is not done by a PUBCOMP without PUBREC, nor by the PUBACK of another', async () => {
    const session = new Session();
    const fixture = await connected({ session });
    const waiting = failure(fixture.client.publish(TOPIC, PAYLOAD, 2, false, 10_000));
    fixture.wire.say({ cmd: 'pubcomp', messageId: 1 }, { cmd: 'puback', messageId: 2 });
    expect(session.inflight).toBe(1);
    fixture.client.destroy();
    await waiting;
  });

  it('is done with PUBACK, told once a connection, by a broker that has QoS 1 at most', async () => {
    const session = new Session();
    const fixture = await connected({ session }, PERSISTENT);
    for (const messageId of [1, 2]) {
      const done = fixture.client.publish(TOPIC, PAYLOAD, 2, false, 10_000);
      fixture.wire.say({ cmd: 'puback', messageId });
      await done;
    }
    expect(session.inflight).toBe(0);
    expect(fixture.deviations).toEqual([expect.stringContaining('acknowledges QoS 2 publishes with PUBACK')]);

    fixture.wire.events.closed();
    await fixture.connect(PERSISTENT, true);
    expect(await fixture.heard()).toEqual([]);
    const done = fixture.client.publish(TOPIC, PAYLOAD, 2, false, 10_000);
    fixture.wire.say({ cmd: 'puback', messageId: 3 });
    await done;
    expect(fixture.deviations.length).toBe(2);
  });

  it('is done with a PUBACK that comes after its time, or instead of PUBCOMP', async () => {
    const session = new Session();
    const fixture = await connected({ session });
    const late = failure(fixture.client.publish(TOPIC, PAYLOAD, 2, false, 3000));
    await fixture.timers.advance(3000);
    expect((await late).code).toBe('TIMEOUT');
    fixture.wire.say({ cmd: 'puback', messageId: 1 });
    expect(session.inflight).toBe(0);
    const done = fixture.client.publish(TOPIC, PAYLOAD, 2, false, 3000);
    fixture.wire.say({ cmd: 'pubrec', messageId: 2 }, { cmd: 'puback', messageId: 2 });
    await done;
    expect(session.inflight).toBe(0);
  });
});

describe('a store that fails', () => {
  it('rejects the publish it could not keep, and the connection stays', async () => {
    const store = new RecordingStore();
    const fixture = await connected({ session: new Session(store) }, PERSISTENT);
    store.failing = 'put';
    expect((await failure(fixture.client.publish(TOPIC, PAYLOAD, 1, false, 1000))).code).toBe('STORE');
    expect(await fixture.heard()).toEqual([]);
    expect(fixture.closed).toEqual([]);
  });

  it('at PUBREC or PUBCOMP goes on once it takes that, and the connection stays', async () => {
    const store = new RecordingStore();
    const session = new Session(store);
    const fixture = await connected({ session }, PERSISTENT);
    const publishing = fixture.client.publish(TOPIC, PAYLOAD, 2, false, 10_000);
    await fixture.heard();
    for (const [method, came, sent] of [
      ['release', 'pubrec', ['pubrel']],
      ['remove', 'pubcomp', []],
    ] as const) {
      store.failing = method;
      fixture.wire.say({ cmd: came, messageId: 1 });
      expect(await fixture.heard()).toEqual([]);
      expect(fixture.log.at(-1)).toBe('not stored');
      expect(session.inflight).toBe(1);
      store.failing = undefined;
      await fixture.timers.advance(500);
      expect((await fixture.heard()).map(({ cmd }) => cmd)).toEqual(sent);
    }
    await publishing;
    expect(session.inflight).toBe(0);
    expect(fixture.closed).toEqual([]);
  });
});
