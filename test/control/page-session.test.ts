import { connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { EventLog } from '#control/events/event-log';
import { ManualClock } from '#testing/manual-clock';
import { systemClock } from '#time/clock';
import { type ControlledTest, controlled, TOKEN } from './support/controlled.ts';
import { listenTo } from './support/event-source.ts';

const STATUS = '/api/v1/status';
const SESSION = '/api/v1/session';

/** A page as a browser has it: its origin, and a cookie for the token that it has shown. */
async function pageOf({ ask, host }: ControlledTest, token = TOKEN) {
  const origin = `http://${host}`;
  const { status, headers, body } = await ask(SESSION, { token: '', headers: { origin }, json: { token } });
  const cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  return {
    status,
    key: body?.error.key,
    origin,
    cookie,
    headers: { cookie, 'sec-fetch-site': 'same-origin' },
  };
}

test('the cookie of an earlier run is refused with what to do, also at the same port', async () => {
  const earlier = await controlled();
  const { headers } = await pageOf(earlier);
  expect((await earlier.ask(STATUS, { token: '', headers })).status).toBe(200);
  const { target } = earlier;
  await earlier.server.close();
  const later = await controlled({}, { target });
  expect(later.host).toBe(earlier.host);
  for (const path of [STATUS, '/api/v1/events', '/api/v1/modules']) {
    const { status, body } = await later.ask(path, { token: '', headers });
    expect([status, body.error.code, body.error.key]).toEqual([401, 'UNAUTHORIZED', 'control.staleCookie']);
    expect(body.error.text).toContain('open the address with the token that this run has printed');
  }
  // A cookie of something else on this machine says nothing of a page.
  const foreign = { cookie: 'session=1', 'sec-fetch-site': 'same-origin' };
  expect((await later.ask(STATUS, { token: '', headers: foreign })).body.error.key).toBe('control.noToken');
  // The page that is opened anew gets in, whatever else the browser still has.
  const page = await pageOf(later);
  expect((await later.ask(STATUS, { token: '', headers: page.headers })).status).toBe(200);
});

test('a page that nobody has used for twelve hours shows the token again', async () => {
  const clock = new ManualClock();
  const run = await controlled({}, { clock });
  const { headers } = await pageOf(run);
  clock.advance(11 * 3_600_000);
  expect((await run.ask(STATUS, { token: '', headers })).status).toBe(200);
  clock.advance(13 * 3_600_000);
  const { status, body } = await run.ask(STATUS, { token: '', headers });
  expect([status, body.error.key]).toEqual([401, 'control.staleCookie']);
});

test('a token that counts once lets one page in, within two minutes', async () => {
  const clock = new ManualClock();
  const run = await controlled({}, { clock });
  const once = run.server.tokenForOnce();
  expect((await run.ask(STATUS, { token: once })).status).toBe(401);
  const page = await pageOf(run, once);
  expect(page.status).toBe(204);
  expect((await run.ask(STATUS, { token: '', headers: page.headers })).status).toBe(200);
  expect(await pageOf(run, once)).toMatchObject({ status: 401, key: 'control.wrongToken' });
  const late = run.server.tokenForOnce();
  clock.advance(120_001);
  expect(await pageOf(run, late)).toMatchObject({ status: 401, key: 'control.wrongToken' });
  const [first, second] = [run.server.tokenForOnce(), run.server.tokenForOnce()];
  expect((await pageOf(run, first)).status).toBe(401);
  expect((await pageOf(run, second)).status).toBe(204);
});

/** A way to a server that breaks when it is told to: in the midst of what is sent, without a word. */
async function breakableWay(port: number) {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => to.write(chunk));
      from.on('error', () => {});
      from.on('close', () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
    sockets.clear();
  };
  onTestFinished(() => {
    cut();
    server.close();
  });
  const address = server.address();
  return { target: { host: '127.0.0.1', port: typeof address === 'object' ? (address?.port ?? 0) : 0 }, cut };
}

test('a page whose connection breaks again and again goes on by the last id it has, and misses nothing', async () => {
  const events = new EventLog(systemClock);
  const run = await controlled({}, { events });
  const { cookie } = await pageOf(run);
  const way = await breakableWay('port' in run.target ? run.target.port : 0);
  const headers = { cookie, 'sec-fetch-site': 'same-origin', host: run.host };
  let sent = 0;
  const begin = events.lastId;
  const happens = (count: number): void => {
    for (let index = 0; index < count; index++)
      events.add({ event: 'clock', module: 'module0', clock: `${sent++} ${'x'.repeat(200)}` });
  };
  const came: number[] = [];
  for (const size of [1, 400, 37, 2000, 5]) {
    const last = came.at(-1) ?? begin;
    const source = await listenTo(way.target, '', { ...headers, 'last-event-id': String(last) });
    happens(size);
    // What is under way when it breaks comes again.
    const breaksAt = last + Math.ceil(size / 2);
    await source.until(({ id }) => (id ?? 0) >= breaksAt);
    way.cut();
    happens(3);
    came.push(...source.events.map(({ id }) => id ?? Number.NaN));
  }
  const last = await listenTo(way.target, '', { ...headers, 'last-event-id': String(came.at(-1)) });
  await last.until(({ id }) => id === events.lastId);
  came.push(...last.events.map(({ id }) => id ?? Number.NaN));
  expect(came).toEqual(Array.from({ length: sent }, (_, index) => begin + 1 + index));
  expect(last.events.filter(({ type }) => type === 'dropped')).toEqual([]);
});

test('what is kept no more is counted for who comes back too late', async () => {
  const events = new EventLog(systemClock, 10_000);
  const run = await controlled({}, { events });
  const { cookie } = await pageOf(run);
  const last = events.lastId;
  for (let index = 0; index < 100; index++)
    events.add({ event: 'clock', module: 'module0', clock: 'x'.repeat(500) });
  const headers = {
    cookie,
    'sec-fetch-site': 'same-origin',
    'last-event-id': String(last),
  };
  const source = await listenTo(run.target, '', headers);
  const { data } = await source.until(({ type }) => type === 'dropped');
  await source.until(({ id }) => id === events.lastId);
  const told = source.events.filter(({ type }) => type === 'clock').length;
  expect(told).toBeGreaterThan(5);
  expect(data.count + told).toBe(100);
});

test.each(['http://evil.example', 'null', 'http://127.0.0.1:1'])(
  'a page of %s gets neither in with a cookie nor by what it knows',
  async (origin) => {
    const run = await controlled();
    const { cookie } = await pageOf(run);
    for (const headers of [
      { cookie, origin, 'sec-fetch-site': 'cross-site' },
      { cookie, origin, 'sec-fetch-site': 'same-site' },
    ]) {
      for (const path of [STATUS, '/api/v1/events'])
        expect((await run.ask(path, { token: '', headers })).body.error.key).toBe('control.foreignOrigin');
    }
    const session = await run.ask(SESSION, { token: '', headers: { origin }, json: { token: TOKEN } });
    expect([session.status, session.headers['set-cookie']]).toEqual([403, undefined]);
  },
);
