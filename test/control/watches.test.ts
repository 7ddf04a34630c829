import { describe, expect, onTestFinished, test } from 'vitest';
import { TopicStore } from '#control/watches/topic-store';
import { ManualClock } from '#testing/manual-clock';
import { startMosquitto } from '../support/brokers.ts';
import { needs } from '../support/needs.ts';
import { controlled } from './support/controlled.ts';

const WATCHES = '/api/v1/watches';

type Run = Awaited<ReturnType<typeof controlled>>;

/** Begins to look on. */
async function watch(run: Run, json: object = {}) {
  const { body } = await run.ask(WATCHES, { json });
  const path = `${WATCHES}/${body.id}`;
  return {
    body,
    path,
    topics: async (after = 0) => (await run.ask(`${path}/topics?after=${after}`)).body,
    /** A topic once it is there. */
    topic: async (topic: string) => {
      const all = (await run.ask(`${path}/topics`)).body.topics;
      return all.find((each: { topic: string }) => each.topic === topic);
    },
    messages: async (topic: string, after = 0) =>
      (await run.ask(`${path}/messages?topic=${encodeURIComponent(topic)}&after=${after}`)).body,
    publish: (json: object) => run.ask(`${path}/messages`, { json }),
  };
}

/** A module that is connected. */
async function connectedTo(run: Run, port: string | number, clientId = 'pump') {
  const host = await run.dial();
  await host.command('ATE0');
  await host.command(`AT+MQTTUSERCFG=0,1,"${clientId}","joe","secret-of-joe",0,0,""`);
  await host.command(`AT+MQTTCONN=0,"127.0.0.1",${port},1`);
  return host;
}

async function embedded() {
  const run = await controlled({ broker: '127.0.0.1:0' });
  const port = new URL(run.broker ?? '').port;
  return { run, port, host: await connectedTo(run, port) };
}

function textOf({ base64 }: { base64: string }): string {
  return Buffer.from(base64, 'base64').toString();
}

describe('the embedded broker', () => {
  test('tells its topics with their last values, and who has published them', async () => {
    const { run, host } = await embedded();
    await host.command('AT+MQTTPUB=0,"before","kept",1,1');
    const { body, topics, topic, messages } = await watch(run);
    expect(body).toEqual({ id: expect.any(String), broker: 'embedded', connected: true });
    // What is retained is there at once, and its author too.
    expect(await topic('before')).toMatchObject({
      ...{ count: 0, retained: true, preview: 'kept', binary: false, qos: 1, bytes: 4 },
      from: { client: 'pump' },
    });
    await host.command('AT+MQTTPUB=0,"pump/level","1",0,0');
    await host.command('AT+MQTTPUB=0,"pump/level","2",0,0');
    await expect.poll(async () => (await topic('pump/level'))?.count).toBe(2);
    const { from, rate } = await topic('pump/level');
    expect(from).toEqual({ client: 'pump', module: 'module0', link: 0 });
    expect(rate).toBeGreaterThan(0);
    expect((await messages('pump/level')).messages.map(textOf)).toEqual(['1', '2']);
    const { version, total } = await topics();
    expect(total).toBe(2);
    // The rate of what has just come still falls; what is only retained has not changed.
    const names = (await topics(version)).topics.map((each: { topic: string }) => each.topic);
    expect(names).toEqual(['pump/level']);
  });

  test('clears what is retained, and knows it at once', async () => {
    const { run } = await embedded();
    const { publish, topic } = await watch(run);
    await publish({ topic: 'a/b', text: 'x', retain: true });
    await expect.poll(async () => (await topic('a/b'))?.retained).toBe(true);
    expect((await topic('a/b')).from).toEqual({ here: true });
    await publish({ topic: 'a/b', text: '', retain: true });
    await expect.poll(async () => (await topic('a/b'))?.retained).toBe(false);
  });

  test('shows what is no text as it is', async () => {
    const { run } = await embedded();
    const { publish, topic, messages } = await watch(run);
    await publish({ topic: 'raw', base64: Buffer.from([0xff, 0x00, 0x10]).toString('base64') });
    await expect.poll(() => topic('raw')).toMatchObject({ preview: 'ff 00 10', binary: true, bytes: 3 });
    expect((await messages('raw')).messages[0].base64).toBe('/wAQ');
    const long = 'é'.repeat(200);
    await publish({ topic: 'long', text: long });
    await expect.poll(() => topic('long')).toMatchObject({ preview: 'é'.repeat(120), binary: false });
  });

  test('keeps more of a topic once it was asked for', async () => {
    const { run } = await embedded();
    const { publish, messages } = await watch(run);
    const values = ['1', '2', '3', '4', '5'];
    await publish({ topic: 'n', text: '0' });
    await messages('n');
    for (const text of values) await publish({ topic: 'n', text });
    const later = await messages('n', 1);
    expect(later.messages.map(textOf)).toEqual(values);
    expect(later.messages.map(({ number }: { number: number }) => number)).toEqual([2, 3, 4, 5, 6]);
  });

  test('tells the sessions that it keeps, and what waits for them', async () => {
    const { run, host, port } = await embedded();
    await host.command('AT+MQTTCLEAN=0');
    await host.command('AT+MQTTUSERCFG=0,1,"sleeper","","",0,0,""');
    await host.command('AT+MQTTCONNCFG=0,60,1,"","",0,0');
    await host.command(`AT+MQTTCONN=0,"127.0.0.1",${port},0`);
    await host.command('AT+MQTTSUB=0,"in/+",1');
    const sessions = async () => (await run.ask('/api/v1/broker/sessions')).body.sessions;
    expect(await sessions()).toEqual([]);
    await host.command('AT+MQTTCLEAN=0');
    await expect.poll(async () => (await sessions()).length).toBe(1);
    await run.ask('/api/v1/broker/messages', { json: { topic: 'in/1', qos: 1, text: 'waits' } });
    expect(await sessions()).toEqual([
      {
        ...{ id: 'sleeper', since: expect.stringMatching(/^\d{4}-/), waiting: 1 },
        subscriptions: [{ filter: 'in/+', qos: 1 }],
      },
    ]);
  });

  test('two who ask for the same get the same', async () => {
    const { run } = await embedded();
    const [one, two, link] = await Promise.all([watch(run), watch(run), watch(run, { module: 'module0' })]);
    expect([two.body.id, link.body.id]).toEqual([one.body.id, one.body.id]);
  });
});

describe('any broker, by a client of its own', () => {
  test(
    'sees with the user of a link what others publish there',
    needs('mosquitto', 'mosquitto_pub'),
    async () => {
      const mosquitto = await startMosquitto({ users: { joe: 'secret-of-joe' } });
      onTestFinished(() => mosquitto.stop());
      const run = await controlled();
      const host = await connectedTo(run, mosquitto.port);
      await host.command('AT+MQTTPUB=0,"held","old",1,1');
      const { body, topic, messages, publish, path } = await watch(run);
      expect(body).toMatchObject({ broker: `127.0.0.1:${mosquitto.port}`, connected: true });
      expect(await topic('held')).toMatchObject({ count: 0, retained: true, preview: 'old', from: {} });
      await host.command('AT+MQTTPUB=0,"live","new",2,1');
      await expect
        .poll(() => topic('live'))
        .toMatchObject({
          ...{ count: 1, retained: true, qos: 2, preview: 'new' },
          from: { module: 'module0', link: 0 },
        });
      await publish({ topic: 'held', text: '', retain: true });
      await expect.poll(async () => (await topic('held')).retained).toBe(false);
      // One more client, which tells nobody that it retains.
      const other = await watch(run, { url: `mqtt://joe:secret-of-joe@127.0.0.1:${mosquitto.port}` });
      expect(other.body.broker).toBe(`mqtt://127.0.0.1:${mosquitto.port}`);
      await other.publish({ topic: 'live', text: '', retain: true });
      await run.ask(`${path}/retained`, { method: 'POST' });
      expect((await topic('live')).retained).toBe(false);
      expect((await messages('live')).messages.map(textOf)).toEqual(['new', '']);
    },
  );

  test('goes on when the broker comes back', needs('mosquitto'), async () => {
    const mosquitto = await startMosquitto();
    onTestFinished(() => mosquitto.stop());
    const run = await controlled();
    const { topics, publish, topic } = await watch(run, { url: `mqtt://127.0.0.1:${mosquitto.port}` });
    await mosquitto.kill('SIGTERM');
    await expect.poll(topics).toMatchObject({ connected: false, reason: { key: expect.any(String) } });
    await mosquitto.restart();
    await expect.poll(topics, { timeout: 10_000 }).toMatchObject({ connected: true });
    await publish({ topic: 'again', text: '1' });
    await expect.poll(async () => (await topic('again'))?.count).toBe(1);
  });

  test('is refused in one message', async () => {
    const run = await controlled({ broker: '127.0.0.1:0', brokerFault: ['broker.suback'] });
    const url = `mqtt://127.0.0.1:${new URL(run.broker ?? '').port}`;
    const refused = await run.ask(WATCHES, { json: { url } });
    expect([refused.status, refused.body.error]).toMatchObject([
      409,
      { key: 'controlAction.watchNotAllowed', parameters: { broker: url } },
    ]);
    const nobody = await run.ask(WATCHES, { json: { url: 'mqtt://127.0.0.1:1' } });
    expect([nobody.status, nobody.body.error]).toMatchObject([
      409,
      { key: 'controlAction.watchNotConnected', parameters: { broker: 'mqtt://127.0.0.1:1' } },
    ]);
  });
});

test.each<[string, string, object | undefined, string, object]>([
  ['nothing', WATCHES, {}, 'nothingToWatch', {}],
  ['a link', WATCHES, { module: 'module0' }, 'linkWithoutBroker', { module: 'module0', link: 0 }],
  ['no broker', WATCHES, { url: 'http://u:p@x' }, 'badBrokerUrl', { url: 'http://***@x' }],
  ['nobody', `${WATCHES}/w9/topics`, undefined, 'noWatch', { id: 'w9' }],
])('what cannot be looked on at is told: %s', async (_, path, json, key, parameters) => {
  const run = await controlled();
  const { body } = await run.ask(path, json && { json });
  expect(body.error).toMatchObject({ key: `controlAction.${key}`, parameters });
});

test('a topic that no message came on, and a fifth broker', async () => {
  const run = await controlled({ broker: '127.0.0.1:0' });
  const { path } = await watch(run);
  const none = await run.ask(`${path}/messages?topic=never`);
  expect(none.body.error).toMatchObject({ key: 'controlAction.noTopic', parameters: { topic: 'never' } });
  const url = `mqtt://127.0.0.1:${new URL(run.broker ?? '').port}`;
  for (const username of ['a', 'b', 'c']) await watch(run, { url, username });
  const { status, body } = await run.ask(WATCHES, { json: { url } });
  expect([status, body.error]).toMatchObject([
    429,
    { key: 'controlAction.tooManyWatches', parameters: { max: 4 } },
  ]);
});

test('it ends when nobody asks any more, and nothing is heard from then on', async () => {
  const clock = new ManualClock();
  const run = await controlled({ broker: '127.0.0.1:0' }, { clock });
  const { topics, body } = await watch(run);
  clock.advance(14_000);
  expect((await topics()).id).toBe(body.id);
  clock.advance(14_000);
  expect((await topics()).id).toBe(body.id);
  clock.advance(20_000);
  expect((await topics()).error).toMatchObject({ key: 'controlAction.noWatch' });
  expect(clock.untilNext()).toBeUndefined();
});

test('its memory is bounded: topics, payloads and histories', () => {
  const store = new TopicStore();
  const say = (topic: string, payload: Uint8Array, now = 0) =>
    store.published({ topic, payload, qos: 0, retain: false, from: {} }, now);
  for (let index = 0; index < 10_001; index++) say(`t/${index}`, Buffer.from('x'));
  expect([store.size, store.leftOut]).toEqual([10_000, 1]);
  const large = Buffer.alloc(100_000, 'x');
  say('t/0', large);
  expect(store.messages('t/0', 0, 0)?.messages.at(-1)).toMatchObject({ bytes: 100_000, cut: true });
  // What does not fit any more is known by its beginning.
  for (let index = 0; index < 400; index++) say(`t/${index}`, large);
  const kept = Buffer.from(store.messages('t/399', 0, 0)?.messages.at(-1)?.base64 ?? '', 'base64');
  expect(kept.length).toBe(256);
  for (let index = 0; index < 600; index++) say('t/0', Buffer.from(String(index)));
  expect(store.messages('t/0', 0, 0)?.messages).toHaveLength(500);
  for (let index = 1; index <= 4; index++) store.messages(`t/${index}`, 0, 0);
  say('t/0', Buffer.from('again'));
  expect(store.messages('t/0', 0, 0)?.messages).toHaveLength(2);
});

test('a rate is what comes in a second, and falls when nothing more comes', () => {
  const store = new TopicStore();
  const rate = (now: number) => store.changed(0, now)[0]?.rate ?? Number.NaN;
  for (let ms = 0; ms < 20_000; ms += 100)
    store.published({ topic: 't', payload: Buffer.from('x'), qos: 0, retain: false, from: {} }, ms);
  expect(rate(20_000)).toBeGreaterThan(9);
  expect(rate(20_000)).toBeLessThan(11);
  expect(rate(25_000)).toBeLessThan(5);
  expect(rate(50_000)).toBe(0);
});
