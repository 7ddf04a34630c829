import { describe, expect, it } from 'vitest';
import { Session } from '#mqtt/client/session';
import { Bench, CLEAN, connected, failure, PERSISTENT } from './support/bench.ts';
import { RecordingStore } from './support/recording-store.ts';

const TOPIC = Buffer.from('t');
const publishFour = (bench: Bench) =>
  [1, 2, 2, 1].map((qos, i) =>
    failure(bench.client.publish(TOPIC, Buffer.from(`${i + 1}`), qos as 1 | 2, false, 10_000)),
  );

const summary = (packets: Awaited<ReturnType<Bench['heard']>>) =>
  packets.map((packet) =>
    packet.cmd === 'publish'
      ? `publish ${packet.messageId} qos ${packet.qos} dup ${packet.dup} ${packet.payload}`
      : `${packet.cmd} ${packet.messageId}`,
  );

describe.each([true, false])('a persistent session (session present: %s)', (sessionPresent) => {
  it('sends what was not acknowledged again, in order, with DUP; PUBREL for what was recorded', async () => {
    const bench = await connected({ session: new Session() }, PERSISTENT);
    const waiting = publishFour(bench);
    await bench.heard();
    bench.wire.say({ cmd: 'pubrec', messageId: 2 });
    bench.wire.events.closed(new Error('reset'));
    for (const error of await Promise.all(waiting)) expect(error.code).toBe('LOST');

    await bench.connect(PERSISTENT, sessionPresent);
    expect(summary(await bench.heard())).toEqual([
      'publish 1 qos 1 dup true 1',
      'pubrel 2',
      'publish 3 qos 2 dup true 3',
      'publish 4 qos 1 dup true 4',
    ]);
  });

  it('completes it there, and sends nothing again a second time', async () => {
    const session = new Session();
    const bench = await connected({ session }, PERSISTENT);
    const waiting = publishFour(bench);
    bench.client.destroy();
    await Promise.all(waiting);
    await bench.connect(PERSISTENT, sessionPresent);
    bench.wire.say(
      { cmd: 'puback', messageId: 1 },
      { cmd: 'pubrec', messageId: 2 },
      { cmd: 'pubcomp', messageId: 2 },
    );
    bench.wire.say(
      { cmd: 'pubrec', messageId: 3 },
      { cmd: 'pubcomp', messageId: 3 },
      { cmd: 'puback', messageId: 4 },
    );
    expect(session.inflight).toBe(0);
    bench.wire.events.closed();
    await bench.connect(PERSISTENT, sessionPresent);
    expect(await bench.heard()).toEqual([]);
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
  const bench = await connected({ session: new Session() }, PERSISTENT);
  const late = failure(bench.client.publish(TOPIC, Buffer.from('late'), 1, false, 3000));
  await bench.timers.advance(3000);
  expect((await late).code).toBe('TIMEOUT');
  bench.wire.events.closed();
  await bench.connect(PERSISTENT, true);
  expect(summary(await bench.heard())).toEqual(['publish 1 qos 1 dup true late']);
});

it('what is sent again comes before what the owner publishes on hearing of the connection', async () => {
  const session = new Session();
  const bench: Bench = new Bench({
    session,
    events: {
      connected: () => bench.client.publishQos0(TOPIC, Buffer.from('new'), false),
      message: () => {},
      closed: () => {},
      drain: () => {},
    },
  });
  session.add(TOPIC, Buffer.from('old'), 1, false);
  await bench.connect(PERSISTENT, true);
  expect(summary(await bench.heard())).toEqual([
    'publish 1 qos 1 dup true old',
    'publish undefined qos 0 dup false new',
  ]);
});

it('a clean session forgets what was in flight, lost or not acknowledged', async () => {
  const session = new Session();
  const bench = await connected({ session });
  const waiting = publishFour(bench);
  bench.wire.events.closed();
  await Promise.all(waiting);
  expect(session.inflight).toBe(0);
  await bench.connect(PERSISTENT);
  expect(await bench.heard()).toEqual([]);
});

it('a clean session clears what a persistent one left', async () => {
  const session = new Session();
  const bench = await connected({ session }, PERSISTENT);
  const waiting = publishFour(bench);
  bench.wire.events.closed();
  await Promise.all(waiting);
  expect(session.inflight).toBe(4);
  await bench.connect(CLEAN);
  expect(await bench.heard()).toEqual([]);
  expect(session.inflight).toBe(0);
});

it('what is kept from before may exceed maxInflight: it is sent, and new publishes wait', async () => {
  const session = new Session();
  for (let i = 0; i < 3; i++) session.add(TOPIC, Buffer.from('x'), 1, false);
  const bench = await connected({ session, maxInflight: 2 }, PERSISTENT);
  expect((await bench.heard()).length).toBe(3);
  expect((await failure(bench.client.publish(TOPIC, TOPIC, 1, false, 1000))).code).toBe('INFLIGHT_FULL');
});
