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
    expect(summary(await fixture.heard())).toEqual([
      'publish 1 qos 1 dup true 1',
      'pubrel 2',
      'publish 3 qos 2 dup true 3',
      'publish 4 qos 1 dup true 4',
    ]);
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
  expect(summary(await after.heard())).toEqual([
    'publish 1 qos 1 dup true 1',
    'publish 2 qos 2 dup true 2',
    'pubrel 3',
    'publish 4 qos 1 dup true 4',
  ]);
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

it('what is kept from before may exceed maxInflight: it is sent, and new publishes wait', async () => {
  const session = new Session();
  for (let i = 0; i < 3; i++) session.add(TOPIC, Buffer.from('x'), 1, false);
  const fixture = await connected({ session, maxInflight: 2 }, PERSISTENT);
  expect((await fixture.heard()).length).toBe(3);
  expect((await failure(fixture.client.publish(TOPIC, TOPIC, 1, false, 1000))).code).toBe('INFLIGHT_FULL');
});
