import { describe, expect, it } from 'vitest';
import { Session } from '#mqtt/client/session';
import { CLEAN, ClientFixture, connected, failure, PERSISTENT } from './support/client-fixture.ts';
import { RecordingStore } from './support/recording-store.ts';

const TOPIC = Buffer.from('t');
const publishFour = (fixture: ClientFixture) =>
  [1, 2, 2, 1].map((qos, i) =>
    failure(fixture.client.publish(TOPIC, Buffer.from(`${i + 1}`), qos as 1 | 2, false, 10_000)),
  );

const summary = (packets: Awaited<ReturnType<ClientFixture['heard']>>) =>
  packets.map((packet) =>
    packet.cmd === 'publish'
      ? `publish ${packet.messageId} qos ${packet.qos} dup ${packet.dup} ${packet.payload}`
      : `${packet.cmd} ${packet.messageId}`,
  );

describe.each([true, false])('a persistent session (session present: %s)', (sessionPresent) => {
  it('sends what was not acknowledged again, in order, with DUP; PUBREL for what was recorded', async () => {
    const fixture = await connected({ session: new Session() }, PERSISTENT);
    const waiting = publishFour(fixture);
    await fixture.heard();
    fixture.wire.say({ cmd: 'pubrec', messageId: 2 });
    fixture.wire.events.closed(new Error('reset'));
    for (const error of await Promise.all(waiting)) expect(error.code).toBe('LOST');

    await fixture.connect(PERSISTENT, sessionPresent);
    expect(summary(await fixture.heard())).toEqual(['publish 1 qos 1 dup true 1']);
    fixture.wire.say({ cmd: 'puback', messageId: 1 });
    expect(summary(await fixture.heard())).toEqual(['pubrel 2']);
    fixture.wire.say({ cmd: 'pubcomp', messageId: 2 });
    expect(summary(await fixture.heard())).toEqual(['publish 3 qos 2 dup true 3']);
    fixture.wire.say({ cmd: 'pubrec', messageId: 3 }, { cmd: 'pubcomp', messageId: 3 });
    expect(summary(await fixture.heard())).toEqual(['pubrel 3', 'publish 4 qos 1 dup true 4']);
  });

  it('completes it there, and sends nothing again a second time', async () => {
    const session = new Session();
    const fixture = await connected({ session }, PERSISTENT);
    const waiting = publishFour(fixture);
    fixture.client.destroy();
    await Promise.all(waiting);
    await fixture.connect(PERSISTENT, sessionPresent);
    fixture.wire.say(
      { cmd: 'puback', messageId: 1 },
      { cmd: 'pubrec', messageId: 2 },
      { cmd: 'pubcomp', messageId: 2 },
    );
    fixture.wire.say(
      { cmd: 'pubrec', messageId: 3 },
      { cmd: 'pubcomp', messageId: 3 },
      { cmd: 'puback', messageId: 4 },
    );
    expect(session.inflight).toBe(0);
    fixture.wire.events.closed();
    await fixture.connect(PERSISTENT, sessionPresent);
    expect(await fixture.heard()).toEqual([]);
  });
});

it('a persistent session survives the program with its store', async () => {
  const store = new RecordingStore();
  const before = await connected({ session: new Session(store) }, PERSISTENT);
  const waiting = publishFour(before);
  before.wire.say({ cmd: 'pubrec', messageId: 3 });
  before.wire.say({
    cmd: 'publish',
    topic: 't',
    payload: 'in',
    qos: 2,
    messageId: 8,
    retain: false,
    dup: false,
  });
  before.client.destroy();
  await Promise.all(waiting);

  const after = await connected({ session: new Session(store) }, PERSISTENT);
  expect(summary(await after.heard())).toEqual(['publish 1 qos 1 dup true 1']);
  after.wire.say({ cmd: 'puback', messageId: 1 });
  expect(summary(await after.heard())).toEqual(['publish 2 qos 2 dup true 2']);
  after.wire.say({ cmd: 'pubrec', messageId: 2 }, { cmd: 'pubcomp', messageId: 2 });
  expect(summary(await after.heard())).toEqual(['pubrel 2', 'pubrel 3']);
  after.wire.say({ cmd: 'pubcomp', messageId: 3 });
  expect(summary(await after.heard())).toEqual(['publish 4 qos 1 dup true 4']);
});

it('a publish that timed out is sent again after the connection was lost', async () => {
  const fixture = await connected({ session: new Session() }, PERSISTENT);
  const late = failure(fixture.client.publish(TOPIC, Buffer.from('late'), 1, false, 3000));
  await fixture.timers.advance(3000);
  expect((await late).code).toBe('TIMEOUT');
  fixture.wire.events.closed();
  await fixture.connect(PERSISTENT, true);
  expect(summary(await fixture.heard())).toEqual(['publish 1 qos 1 dup true late']);
});

it('what is sent again comes before what the owner publishes on hearing of the connection', async () => {
  const session = new Session();
  const fixture: ClientFixture = new ClientFixture({
    session,
    events: {
      connected: () => fixture.client.publishQos0(TOPIC, Buffer.from('new'), false),
      message: () => {},
      closed: () => {},
      drain: () => {},
    },
  });
  session.add(TOPIC, Buffer.from('old'), 1, false);
  await fixture.connect(PERSISTENT, true);
  expect(summary(await fixture.heard())).toEqual([
    'publish 1 qos 1 dup true old',
    'publish undefined qos 0 dup false new',
  ]);
});

it('a clean session forgets what was in flight, lost or not acknowledged', async () => {
  const session = new Session();
  const fixture = await connected({ session });
  const waiting = publishFour(fixture);
  fixture.wire.events.closed();
  await Promise.all(waiting);
  expect(session.inflight).toBe(0);
  await fixture.connect(PERSISTENT);
  expect(await fixture.heard()).toEqual([]);
});

it('a clean session clears what a persistent one left', async () => {
  const session = new Session();
  const fixture = await connected({ session }, PERSISTENT);
  const waiting = publishFour(fixture);
  fixture.wire.events.closed();
  await Promise.all(waiting);
  expect(session.inflight).toBe(4);
  await fixture.connect(CLEAN);
  expect(await fixture.heard()).toEqual([]);
  expect(session.inflight).toBe(0);
});

it('what is kept from before may exceed maxInflight: it is sent, and so many new publishes wait behind it', async () => {
  const session = new Session();
  session.begin(false);
  for (let i = 0; i < 3; i++) session.add(TOPIC, Buffer.from('x'), 2, false);
  const fixture = await connected({ session, maxInflight: 2 }, PERSISTENT);
  const waiting = ['a', 'b'].map((each) =>
    fixture.client.publish(TOPIC, Buffer.from(each), 1, false, 10_000),
  );
  expect((await failure(fixture.client.publish(TOPIC, TOPIC, 1, false, 1000))).code).toBe('INFLIGHT_FULL');
  for (const messageId of [1, 2, 3]) {
    fixture.wire.say({ cmd: 'pubrec', messageId }, { cmd: 'pubcomp', messageId });
  }
  for (const messageId of [4, 5]) fixture.wire.say({ cmd: 'puback', messageId });
  await Promise.all(waiting);
  expect(session.inflight).toBe(0);
});

describe('the backlog of a session', () => {
  /** A fixture that has come back with so many publishes in flight. */
  async function backWith(count: number, qos: 1 | 2): Promise<ClientFixture> {
    const session = new Session();
    session.begin(false);
    for (let i = 1; i <= count; i++) session.add(TOPIC, Buffer.from(`${i}`), qos, false);
    const fixture = new ClientFixture({ session });
    await fixture.connect(PERSISTENT, true);
    return fixture;
  }

  it('of QoS 1 goes out ten at a time', async () => {
    const fixture = await backWith(24, 1);
    const ids = async () => (await fixture.heard()).map(({ messageId }) => messageId);
    expect(await ids()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    fixture.wire.say({ cmd: 'puback', messageId: 2 });
    expect(await ids()).toEqual([11]);
    for (let id = 1; id <= 24; id++) fixture.wire.say({ cmd: 'puback', messageId: id });
    expect(await ids()).toEqual([12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24]);
  });

  it('of QoS 2 goes out one by one, each when the one before is complete', async () => {
    const fixture = await backWith(3, 2);
    expect(summary(await fixture.heard())).toEqual(['publish 1 qos 2 dup true 1']);
    fixture.wire.say({ cmd: 'pubrec', messageId: 1 });
    expect(summary(await fixture.heard())).toEqual(['pubrel 1']);
    fixture.wire.say({ cmd: 'pubcomp', messageId: 1 });
    expect(summary(await fixture.heard())).toEqual(['publish 2 qos 2 dup true 2']);
  });

  it('goes before a new publish, whose time begins when it leaves', async () => {
    const fixture = await backWith(2, 2);
    await fixture.heard();
    const published = fixture.client.publish(TOPIC, Buffer.from('new'), 2, false, 10_000);
    await fixture.timers.advance(20_000);
    expect(await fixture.heard()).toEqual([]);
    for (const messageId of [1, 2]) {
      fixture.wire.say({ cmd: 'pubrec', messageId }, { cmd: 'pubcomp', messageId });
    }
    expect(summary(await fixture.heard()).at(-1)).toBe('publish 3 qos 2 dup false new');
    await fixture.timers.advance(9_000);
    fixture.wire.say({ cmd: 'pubrec', messageId: 3 }, { cmd: 'pubcomp', messageId: 3 });
    await published;
  });

  it('that is not acknowledged fails a new publish after 30 s, which is not kept', async () => {
    const session = new Session();
    session.begin(false);
    for (const payload of ['1', '2']) session.add(TOPIC, Buffer.from(payload), 2, false);
    const fixture = new ClientFixture({ session });
    await fixture.connect(PERSISTENT, true);
    const failed = failure(fixture.client.publish(TOPIC, Buffer.from('new'), 1, false, 10_000));
    // The older ones hold back whatever its QoS is: the order is kept.
    await fixture.timers.advance(30_000);
    const error = await failed;
    expect(error.code).toBe('TIMEOUT');
    expect(error.message).toBe('2 earlier publishes are still waiting');
    expect(session.inflight).toBe(2);
    fixture.wire.say({ cmd: 'pubrec', messageId: 1 }, { cmd: 'pubcomp', messageId: 1 });
    expect(summary(await fixture.heard()).filter((each) => each.includes('new'))).toEqual([]);
  });

  it('fails what waits behind it when the connection is lost, and does not keep it', async () => {
    const fixture = await backWith(2, 2);
    const failed = failure(fixture.client.publish(TOPIC, Buffer.from('new'), 2, false, 10_000));
    fixture.wire.events.closed(new Error('reset'));
    expect((await failed).code).toBe('LOST');
    await fixture.connect(PERSISTENT, true);
    expect(summary(await fixture.heard())).toEqual(['publish 1 qos 2 dup true 1']);
  });

  it('holds nothing back once it is acknowledged', async () => {
    const fixture = await backWith(1, 2);
    fixture.wire.say({ cmd: 'pubrec', messageId: 1 }, { cmd: 'pubcomp', messageId: 1 });
    await fixture.heard();
    for (const payload of ['a', 'b']) {
      void failure(fixture.client.publish(TOPIC, Buffer.from(payload), 2, false, 10_000));
    }
    expect(summary(await fixture.heard())).toEqual([
      'publish 2 qos 2 dup false a',
      'publish 3 qos 2 dup false b',
    ]);
    fixture.client.destroy();
  });
});
