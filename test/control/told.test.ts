import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Lifecycle } from '#app/lifecycle';
import { openControl } from '#cli/run/control';
import { resolveConfiguration } from '#config/resolve';
import { ControlServer } from '#control/control-server';
import { ControlledRun } from '#control/controlled-run';
import { EventLog } from '#control/events/event-log';
import { controlToken } from '#control/token';
import type { Message } from '#messages/message';
import { RunMetrics } from '#metrics/run-metrics';
import { systemClock } from '#time/clock';
import { type Ask, ask, askRaw, controlled, TOKEN } from './support/controlled.ts';
import { listenTo } from './support/event-source.ts';

const STATUS = '/api/v1/status';
const SESSION = '/api/v1/session';
const MODULES = '/api/v1/modules';
const TEXT = { key: 'settings.textOfLength', params: { min: 0, max: 1000 } };
const JSON_TYPE = { 'content-type': 'application/json' };

test.each<[string, string, Ask, string, object]>([
  ['no token', STATUS, { token: '' }, 'noToken', {}],
  ['another token', STATUS, { token: 'another-token-of-the-tests' }, 'wrongToken', {}],
  ['another token for a cookie', SESSION, { json: { token: 'nonsense-nonsense' } }, 'wrongToken', {}],
  ['another name', STATUS, { headers: { host: 'evil.example' } }, 'otherName', { name: 'evil.example' }],
  [
    'a foreign page',
    STATUS,
    { headers: { origin: 'http://evil.example' } },
    'foreignOrigin',
    { origin: 'http://evil.example' },
  ],
  ['another path', '/api/v1/nothing', {}, 'noRoute', { method: 'GET', base: '/api/v1' }],
  ['another method', STATUS, { method: 'DELETE' }, 'noRoute', { method: 'DELETE', base: '/api/v1' }],
  ['a path that is cut', '/%zz', {}, 'badUrl', {}],
  ['a name of 101 characters', `${MODULES}/${'x'.repeat(101)}`, {}, 'badUrl', {}],
  ['a large body', SESSION, { json: { token: 'x'.repeat(2_000_000) } }, 'bodyTooLarge', {}],
  ['a form', SESSION, { headers: { 'content-type': 'text/plain' }, body: 'x' }, 'onlyJson', {}],
  ['JSON of no bytes', SESSION, { method: 'POST', headers: JSON_TYPE }, 'noBody', {}],
  ['broken JSON', SESSION, { headers: JSON_TYPE, body: '{"token":' }, 'notJson', {}],
  [
    'another module',
    `${MODULES}/module1`,
    {},
    'noModule',
    { name: 'module1', nearest: 'module0', names: ['module0'] },
  ],
  ['another link', `${MODULES}/module0/links/3`, {}, 'noLink', { module: 'module0', link: 3, links: 1 }],
  [
    'another event',
    '/api/v1/events?types=command,thunder',
    {},
    'noEventType',
    { type: 'thunder', types: expect.arrayContaining(['command', 'state']) },
  ],
  [
    'another field',
    SESSION,
    { json: { tocken: 'x', token: 'y' } },
    'unknownField',
    { part: 'body', field: 'tocken', nearest: 'token', known: ['token'] },
  ],
  ['a field too few', SESSION, { json: {} }, 'missingField', { part: 'body', field: 'token', values: TEXT }],
  [
    'a wrong field',
    SESSION,
    { json: { token: 5 } },
    'wrongField',
    { part: 'body', field: 'token', values: TEXT },
  ],
  ['a list', SESSION, { json: [] }, 'wrongPart', { part: 'body', values: expect.any(Object) }],
])('%s is refused', async (_, path, how, key, parameters) => {
  const { ask: asks } = await controlled();
  expect((await asks(path, how)).body.error).toMatchObject({ key: `control.${key}`, parameters });
});

test.each<[string, string, Ask, string, object]>([
  [
    'nothing to type',
    `${MODULES}/module0/input`,
    { json: {} },
    'justOneOf',
    { fields: expect.arrayContaining(['line', 'text']) },
  ],
  [
    'a topic with a wildcard',
    '/api/v1/broker/messages',
    { json: { topic: 'a/+', text: '' } },
    'badTopic',
    { problem: { key: 'mqtt.wildcard', params: { character: '+' } } },
  ],
  [
    'a message for no connection',
    `${MODULES}/module0/messages`,
    { json: { topic: 'a', text: '' } },
    'notConnected',
    { module: 'module0', link: 0, state: 0 },
  ],
  ['a fault that is not on', `${MODULES}/module0/faults/7`, { method: 'DELETE' }, 'noFault', { id: 7 }],
  [
    'a setting of the program',
    `${MODULES}/module0/settings`,
    { method: 'PATCH', json: { flashSync: 'always' } },
    'settingOfProgram',
    { name: 'flashSync' },
  ],
  [
    'what does not come',
    '/api/v1/wait',
    { json: { for: 'message', text: 'never', timeoutMs: 1 } },
    'didNotCome',
    {
      seconds: 0.001,
      count: expect.any(Number),
      seen: expect.any(Array),
      missed: 0,
      lastId: expect.any(Number),
    },
  ],
])('%s cannot be done', async (_, path, how, key, parameters) => {
  const { ask: asks } = await controlled({ broker: '127.0.0.1:0' });
  expect((await asks(path, how)).body.error).toMatchObject({ key: `controlAction.${key}`, parameters });
});

test('without power and without a broker nothing can be done with them', async () => {
  const { ask: asks } = await controlled();
  await asks(`${MODULES}/module0/power`, { json: { on: false } });
  const off = await asks(`${MODULES}/module0/input`, { json: { line: 'AT' } });
  expect(off.body.error).toMatchObject({
    key: 'controlAction.withoutPower',
    parameters: { module: 'module0' },
  });
  const none = await asks('/api/v1/broker/messages', { json: { topic: 't', text: 'x' } });
  expect(none.body.error).toMatchObject({ key: 'controlAction.noBroker', parameters: {} });
});

test('a cookie from a page elsewhere is refused', async () => {
  const { ask: asks, host } = await controlled();
  const origin = `http://${host}`;
  const answer = await asks(SESSION, { token: '', headers: { origin }, json: { token: TOKEN } });
  const [cookie] = answer.headers['set-cookie'] ?? [];
  const headers = { cookie: cookie?.split(';')[0], 'sec-fetch-site': 'cross-site' };
  const { body } = await asks(STATUS, { token: '', headers });
  expect(body.error).toMatchObject({ key: 'control.cookieElsewhere', parameters: {} });
});

test('the 33rd reader is refused', async () => {
  const { target, ask: asks } = await controlled();
  await Promise.all(Array.from({ length: 32 }, () => listenTo(target)));
  const { body } = await asks('/api/v1/events');
  expect(body.error).toMatchObject({ key: 'control.tooManyReaders', parameters: { max: 32 } });
});

test.each([
  ['no HTTP', 'nonsense\r\n\r\n', 'badRequest'],
  [
    'huge headers',
    `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
    'headersTooLarge',
  ],
])('%s is refused', async (_, bytes, key) => {
  const { target } = await controlled();
  expect(bodyIn(await askRaw(target, bytes))).toMatchObject({ key: `control.${key}`, parameters: {} });
});

test('a request that does not end is refused', async () => {
  const { target, server } = await controlled();
  // Node looks for such requests now and then; here at once.
  server.app.server.once('connection', (socket: Socket) => {
    const late = Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
    socket.once('data', () => server.app.server.emit('clientError', late, socket));
  });
  expect(bodyIn(await askRaw(target, 'GET / HTTP/1.1\r\n'))).toMatchObject({ key: 'control.lateRequest' });
});

test('what nobody has foreseen is told to the log alone', async () => {
  const logged: unknown[] = [];
  const log = (...line: unknown[]): unknown => logged.push(line);
  const { ask: asks, run } = await controlled({}, { log });
  vi.spyOn(run, 'module').mockImplementation(() => {
    throw new Error('broken');
  });
  const { status, body } = await asks(`${MODULES}/module0`);
  expect([status, body.error]).toMatchObject([500, { key: 'control.failedHere', parameters: {} }]);
  const why = { key: 'errors.foreign', params: { text: 'broken' } };
  expect(logged).toContainEqual(['error', 'control', { key: 'control.failed', params: { why } }]);
});

test('before there are modules', async () => {
  const { server } = await bare({ host: '127.0.0.1', port: 0 });
  const { body } = await ask(await server.listen(), `${MODULES}/module0`);
  expect(body.error).toMatchObject({ key: 'control.noModulesYet', parameters: {} });
});

test('an address that cannot be had', async () => {
  const port = await takenPort();
  const taken = { host: '127.0.0.1', port };
  await expect((await bare(taken)).server.listen()).rejects.toMatchObject({
    reason: { key: 'control.taken', params: { address: `127.0.0.1:${port}` } },
  });
  const { server, logged } = await bare({ ...taken, fallbackToFreePort: true });
  const listening = await server.listen();
  const used = 'port' in listening ? listening.port : 0;
  expect(logged).toEqual([['warn', 'control', { key: 'control.otherPort', params: { taken: port, used } }]]);
  const why = { key: 'errors.foreign', params: { text: expect.stringContaining('EADDRNOTAVAIL') } };
  await expect((await bare({ host: '192.0.2.1', port: 1 })).server.listen()).rejects.toMatchObject({
    reason: { key: 'control.cannotListen', params: { address: '192.0.2.1:1', why } },
  });
});

test.each([
  ['127.0.0.1', []],
  ['0.0.0.0', [['warn', 'control', { key: 'control.open', params: { host: '0.0.0.0' } }]]],
])('where it listens is told: %s', async (host, warnings) => {
  const logged: unknown[] = [];
  const life = new Lifecycle();
  onTestFinished(() => life.close());
  const { url } = await openControl(
    { host, port: 0, fallbackToFreePort: false },
    await resolveConfiguration({ port: ['tcp-listen:0'], set: [] }, {}),
    new RunMetrics(systemClock),
    life,
    (...line) => logged.push(line),
  );
  const at = { key: 'control.at', params: { address: url } };
  expect(logged).toEqual([['info', 'control', at], ...warnings]);
});

test('a token of the environment that is none', () => {
  const [first, second] = ['ATMQTT_CONTROL_TOKEN', 'ATMQTT_CONTROL_TOKEN_FILE'];
  const refused = (environment: object): Message | undefined => {
    try {
      controlToken({ ...environment }, () => {});
      return undefined;
    } catch (error) {
      return (error as { reason?: Message }).reason;
    }
  };
  expect(refused({ [first]: 'short' })).toEqual({ key: 'control.badToken', params: { name: first } });
  expect(refused({ [first]: 'a', [second]: 'b' })).toEqual({
    key: 'control.tokenTwice',
    params: { first, second },
  });
});

function bodyIn(answer: string): unknown {
  return JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))).error;
}

/** A control plane of a run without modules, which does not listen yet. */
async function bare(target: Parameters<typeof ControlServer.create>[1]) {
  const logged: unknown[] = [];
  const configuration = await resolveConfiguration({ port: ['tcp-listen:0'], set: [] }, {});
  const server = await ControlServer.create(
    {
      run: new ControlledRun(new RunMetrics(systemClock), configuration),
      events: new EventLog(systemClock),
      clock: systemClock,
      log: (...line) => logged.push(line),
      token: TOKEN,
    },
    target,
  );
  onTestFinished(() => server.close());
  return { server, logged };
}

async function takenPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return (server.address() as { port: number }).port;
}
