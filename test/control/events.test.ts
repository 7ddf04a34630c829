import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { EventLog } from '#control/events/event-log';
import { CONTROL_EVENTS, EVENT_TYPES } from '#control/events/events';
import { EventRecorder } from '#control/events/recorder';
import { ManualClock } from '#testing/index';
import { startAedes } from '../support/brokers.ts';
import { controlled, TOKEN } from './support/controlled.ts';
import { listenTo } from './support/event-source.ts';

const eventSchema = z.union(CONTROL_EVENTS);

async function connected() {
  const run = await controlled({ broker: '127.0.0.1:0', brokerWs: '127.0.0.1:0' });
  const host = await run.dial();
  await host.command('ATE0');
  const port = new URL(run.broker ?? '').port;
  return { run, host, port };
}

test('what happens is told as it happens, each event as its schema says', async () => {
  const { run, host, port } = await connected();
  const source = await listenTo(run.target);
  expect(source.answer.headers['content-type']).toBe('text/event-stream; charset=utf-8');
  await host.command('AT+MQTTUSERCFG=0,1,"pump","u","p",0,0,""');
  await host.command(`AT+MQTTCONN=0,"127.0.0.1",${port},0`);
  await host.command('AT+MQTTSUB=0,"in",1');
  await host.command('AT+MQTTPUB=0,"in","hello",1,0');
  await host.command('AT+CIPSNTPCFG=1,0');
  await host.command('AT+CWQAP');
  await host.command('AT+NONSENSE').catch(() => {});
  await host.command('AT+RST');
  await source.until(
    ({ data }) => data.event === 'wifi' && data.phase === 'gotAddress' && source.events.length > 40,
  );
  expect(source.events.map(({ id }) => id)).toEqual(
    source.events.map((_, index) => index + (source.events[0]?.id ?? 0)),
  );
  for (const { data, type } of source.events) {
    expect(eventSchema.safeParse(data).error).toBeUndefined();
    expect(data).toMatchObject({ event: type, module: 'module0' });
  }
  const told = (type: string) => source.events.filter((event) => event.type === type).map(({ data }) => data);
  expect(told('traffic')).toContainEqual(
    expect.objectContaining({ from: 'host', text: expect.stringContaining('AT+MQTTPUB=0,"in","hello",1,0') }),
  );
  expect(told('traffic')).toContainEqual(
    expect.objectContaining({ from: 'module', text: expect.stringContaining('+MQTTSUBRECV:0,"in",5,hello') }),
  );
  expect(told('packet').map(({ direction, packet }) => `${direction} ${packet}`)).toEqual(
    expect.arrayContaining([
      'sent CONNECT',
      'received CONNACK',
      'sent SUBSCRIBE',
      'received SUBACK',
      'sent PUBLISH',
    ]),
  );
  expect(told('connection').map(({ phase }) => phase)).toEqual(
    expect.arrayContaining(['dials', 'tcp', 'open', 'closed']),
  );
  expect(told('wifi').map(({ phase }) => phase)).toEqual(['left', 'joined', 'gotAddress']);
  expect(told('power').map(({ phase }) => phase)).toEqual(['restarts', 'on']);
  expect(told('clock')[0]?.clock).toMatch(/^20/);
  expect(told('command').map(({ ok }) => ok)).toContain(false);
  expect(told('state').map(({ to }) => to)).toEqual(expect.arrayContaining([1, 4, 6, 0]));
});

test('a reader goes on where its connection ended, and misses nothing', async () => {
  const { run, host } = await connected();
  const source = await listenTo(run.target, '?types=command');
  await host.command('AT');
  const first = await source.until(({ data }) => data.line === 'AT');
  source.close();
  await host.command('AT+SYSRAM?');
  const again = await listenTo(run.target, '?types=command', { 'last-event-id': String(first.id) });
  await again.until(({ data }) => data.line === 'AT+SYSRAM?');
  expect(again.events.map(({ data }) => data.line)).toEqual(['AT+SYSRAM?']);
  const since = await listenTo(run.target, `?types=command&since=${first.id}`);
  expect((await since.until(() => true)).data.line).toBe('AT+SYSRAM?');
});

test('events are chosen by type and by module', async () => {
  const { run, host } = await connected();
  const [commands, others] = [
    await listenTo(run.target, '?types=command,state&since=0'),
    await listenTo(run.target, '?module=other&since=0'),
  ];
  await host.command('AT+GMR');
  await commands.until(({ data }) => data.line === 'AT+GMR');
  expect(new Set(commands.events.map(({ type }) => type))).toEqual(new Set(['command']));
  expect(others.events).toEqual([]);
});

test.each([
  ['?types=nonsense', `There is no event "nonsense"; there is ${EVENT_TYPES.join(', ')}.`],
  ['?since=-1', 'since of the query takes 0 to 999999999999.'],
  ['?perSecond=1', 'perSecond of the query takes 20 to 1000000.'],
  ['?from=1', 'The query takes no "from"; did you mean'],
])('a wrong question is refused in one sentence: %s', async (query, text) => {
  const { ask } = await controlled();
  const { status, body } = await ask(`/api/v1/events${query}`);
  expect(status).toBe(400);
  expect(body.error.text).toContain(text);
});

test('without the token no events come', async () => {
  const { ask } = await controlled();
  expect((await ask('/api/v1/events', { token: '' })).status).toBe(401);
});

test('more than 32 readers are refused, and the place of one that goes is free again', async () => {
  const { target, ask } = await controlled();
  const readers = await Promise.all(Array.from({ length: 32 }, () => listenTo(target)));
  const refused = await ask('/api/v1/events');
  expect([refused.status, refused.body.error.code]).toEqual([429, 'TOO_MANY']);
  readers[0]?.close();
  await expect.poll(async () => (await listenTo(target)).answer.statusCode).toBe(200);
});

test('a reader that does not read costs nothing but its place, and hears what it has missed', async () => {
  const clock = new ManualClock();
  const events = new EventLog(clock, 100_000);
  const { host: at } = await controlled({}, { events, clock });
  const [host = '', port] = at.split(':');
  const socket = connect(Number(port), host);
  socket.write(
    `GET /api/v1/events?since=0 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${TOKEN}\r\nConnection: close\r\n\r\n`,
  );
  let read = '';
  socket.on('data', (chunk: Buffer) => {
    read += chunk;
  });
  await new Promise((resolve) => socket.once('data', resolve));
  socket.pause();
  // Far more than the system takes for a socket.
  const text = 'x'.repeat(10_000);
  for (let i = 0; i < 3000; i++) {
    events.add({ event: 'message', module: 'module0', line: `${i} ${text}` });
    if (i % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  socket.resume();
  await expect.poll(() => read.includes('"2999 x')).toBe(true);
  const missed = [...read.matchAll(/"event":"dropped".*?"count":(\d+)/g)].reduce(
    (sum, [, n]) => sum + Number(n),
    0,
  );
  const came = [...read.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
  expect(missed).toBeGreaterThan(1000);
  expect(missed + came.length).toBe(events.lastId);
  expect(came).toEqual([...new Set(came)].sort((a, b) => a - b));
  socket.destroy();
});

test('a reader that takes only so many a second has them in groups, and hears what it has missed', async () => {
  const clock = new ManualClock();
  const events = new EventLog(clock, 100_000);
  const { target } = await controlled({}, { events, clock });
  const before = events.lastId;
  const source = await listenTo(target, `?since=${before}&perSecond=200`);
  const told = async (count: number): Promise<void> => {
    await expect.poll(() => source.events.length).toBe(count);
  };
  for (let i = 1; i <= 25; i++) events.add({ event: 'message', module: 'module0', line: `${i}` });
  clock.advance(49);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await told(0);
  // Ten in each twentieth of a second: a burst comes late, and whole.
  clock.advance(1);
  await told(10);
  clock.advance(50);
  await told(20);
  clock.advance(50);
  await told(25);
  expect(source.events.map(({ id }) => id)).toEqual(
    Array.from({ length: 25 }, (_, index) => before + index + 1),
  );
  // What comes faster for longer than the log keeps it is counted.
  for (let i = 0; i < 5000; i++) events.add({ event: 'message', module: 'module0', line: `${i}` });
  clock.advance(50);
  await told(36);
  const missed = source.events.find(({ type }) => type === 'dropped')?.data.count;
  expect(before + 25 + Number(missed) + 10).toBe(source.events.at(-1)?.id);
  source.close();
  clock.advance(50);
});

test('a connection without events is kept alive by comments', async () => {
  const clock = new ManualClock();
  const { target } = await controlled({}, { clock });
  const source = await listenTo(target);
  let read = '';
  source.answer.on('data', (chunk: Buffer) => {
    read += chunk;
  });
  clock.advance(15_000);
  await expect.poll(() => read).toContain(': alive\n\n');
});

test('the log keeps as many events as their bytes allow', () => {
  const log = new EventLog(new ManualClock(), 1000);
  for (let i = 1; i <= 10_000; i++) log.add({ event: 'message', module: 'm', line: `${i}` });
  const { events, dropped } = log.after(0);
  expect(events.at(-1)?.id).toBe(10_000);
  expect(events.length + dropped).toBe(10_000);
  expect(events.reduce((sum, { json }) => sum + json.length, 0)).toBeLessThanOrEqual(1000);
  expect(log.after(9_999).events.map(({ id }) => id)).toEqual([10_000]);
  expect(log.after(10_000)).toEqual({ events: [], dropped: 0 });
  // Of another run.
  expect(log.after(10_001)).toEqual({ events, dropped });
  log.add({ event: 'message', module: 'm', line: 'x'.repeat(5000) });
  expect(log.after(0).events).toHaveLength(1);
});

test.each([
  ['node test.js --password SECRET-1234', 'node …'],
  ['PASSWORD=SECRET-1234 ./host', '…'],
  ['./host', './host'],
])('of a program only its name is told: %s', (command, shown) => {
  const log = new EventLog(new ManualClock());
  new EventRecorder(log).run({ event: 'exec', command, code: 0 });
  expect(log.after(0).events[0]?.event).toMatchObject({ event: 'exec', command: shown, code: 0 });
});

test('what is masked in an event goes to the broker as it is', async () => {
  const broker = await startAedes({ users: { joe: 'secret-of-joe' } });
  onTestFinished(() => broker.stop());
  const run = await controlled();
  const host = await run.dial();
  await host.command('ATE0');
  await host.command('AT+MQTTUSERCFG=0,1,"pump","joe","secret-of-joe",0,0,""');
  await host.command(`AT+MQTTCONN=0,"127.0.0.1",${broker.port},0`);
  const sent = run.events.after(0).events.find(({ event }) => event.event === 'packet');
  const { base64 = '' } = (sent?.event ?? {}) as { base64?: string };
  expect(Buffer.from(base64, 'base64').toString()).toContain('*'.repeat('secret-of-joe'.length));
});
