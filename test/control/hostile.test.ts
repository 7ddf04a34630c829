import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { askRaw, type ControlledTest, controlled, TOKEN } from './support/controlled.ts';

// What nobody means well or nobody has thought of: many requests on one connection, targets and names of other forms, wrong values.

const HEAD = `Host: localhost\r\nAuthorization: Bearer ${TOKEN}\r\n`;
const EVENTS = `GET /api/v1/events HTTP/1.1\r\n${HEAD}\r\n`;

function waiting(json: object): string {
  const body = JSON.stringify({ timeoutMs: 3_600_000, ...json });
  return `POST /api/v1/wait HTTP/1.1\r\n${HEAD}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

const LONG = waiting({ for: 'event', event: 'exec' });

/** Sends bytes and reads nothing. */
function sendRaw({ target }: ControlledTest, bytes: string): Socket {
  if ('path' in target) throw new Error('a port is wanted');
  const socket = connect(target.port, target.host);
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  socket.write(bytes);
  return socket;
}

/** The status line of a request on a connection of its own. */
async function statusOf({ target }: ControlledTest, request: string): Promise<string> {
  if ('path' in target) throw new Error('a port is wanted');
  const socket = connect(target.port, target.host);
  socket.write(request);
  const chunk = await new Promise<Buffer>((resolve, reject) => {
    socket.once('data', resolve);
    socket.once('error', reject);
  });
  socket.destroy();
  return chunk.toString().split('\r\n')[0] ?? '';
}

test('what waits behind another answer of its connection ends with the connection', async () => {
  const made = await controlled();
  // The readers come behind a wait that does not end: nothing is ever written of them.
  const sockets = [1, 2, 3, 4].map(() => sendRaw(made, LONG + EVENTS.repeat(8)));
  await vi.waitFor(async () => expect(await statusOf(made, EVENTS)).toContain(' 429 '), 5000);
  for (const socket of sockets) socket.destroy();
  await vi.waitFor(async () => expect(await statusOf(made, EVENTS)).toContain(' 200 '), 5000);
});

test('so many wait at a time and no more; others are answered, and again once they are gone', async () => {
  const made = await controlled();
  const sockets = Array.from({ length: 33 }, () => sendRaw(made, LONG.repeat(8)));
  const short = { json: { for: 'event', event: 'exec', timeoutMs: 1 } };
  await vi.waitFor(async () => {
    const { status, body } = await made.ask('/api/v1/wait', short);
    expect(status).toBe(429);
    expect(body.error).toMatchObject({ code: 'TOO_MANY', parameters: { max: 256 } });
  }, 5000);
  expect((await made.ask('/api/v1/status')).status).toBe(200);
  for (const socket of sockets) socket.destroy();
  await vi.waitFor(async () => expect((await made.ask('/api/v1/wait', short)).status).toBe(408), 5000);
});

test('a connection that asks on and on without waiting for answers is ended', async () => {
  const made = await controlled();
  const socket = sendRaw(made, LONG.repeat(300));
  await new Promise((resolve) => socket.once('close', resolve));
  const short = { json: { for: 'event', event: 'exec', timeoutMs: 1 } };
  await vi.waitFor(async () => expect((await made.ask('/api/v1/wait', short)).status).toBe(408), 5000);
});

test('a path that the system would cut is refused', async () => {
  const path = `/tmp/${'x'.repeat(200)}`;
  await expect(controlled({}, { target: { path }, token: undefined })).rejects.toMatchObject({
    reason: { key: 'control.cannotListen', params: { why: { key: 'ports.pathTooLong' } } },
  });
});

test('connections that are kept for later make room for who asks now', async () => {
  const made = await controlled();
  const kept = Array.from({ length: 128 }, () => sendRaw(made, `GET /api/v1/status HTTP/1.1\r\n${HEAD}\r\n`));
  await Promise.all(kept.map((socket) => new Promise((resolve) => socket.once('data', resolve))));
  await vi.waitFor(async () => expect((await made.ask('/api/v1/status')).status).toBe(200), 5000);
});

test.each([
  ['a foreign target', 'GET http://evil.example/api/v1/status HTTP/1.1', HEAD, 421],
  [
    'a foreign target with an own page',
    'GET http://localhost/api/v1/status HTTP/1.1',
    `${HEAD}Origin: http://evil.example\r\n`,
    403,
  ],
  ['an own target', 'GET http://localhost:1/api/v1/status HTTP/1.1', HEAD, 200],
  ['no Host', 'GET /api/v1/status HTTP/1.1', `Authorization: Bearer ${TOKEN}\r\n`, 400],
  [
    'no Host in HTTP/1.0',
    'GET /api/v1/status HTTP/1.0',
    `Authorization: Bearer ${TOKEN}\r\nOrigin: http://undefined\r\n`,
    400,
  ],
  ['a name with its last dot', 'GET /api/v1/status HTTP/1.1', HEAD.replace('localhost', 'localhost.'), 200],
])('%s is answered by the rule', async (_name, line, headers, status) => {
  const { target } = await controlled();
  const answer = await askRaw(target, `${line}\r\n${headers}Connection: close\r\n\r\n`);
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))).error?.text ?? '.').toMatch(/\.$/);
});

test.each([
  '/modules/module0/links/',
  '/modules/module0/links/%20',
  '/modules/module0/links/0x0',
  '/events?since=',
  '/modules/module0/transcript?last=1e2',
])('what is no number of digits is none: %s', async (path) => {
  const { ask } = await controlled();
  const { status, body } = await ask(`/api/v1${path}`);
  expect(status).toBe(400);
  expect(body.error.text).toMatch(/ takes \d+ to \d+\.$/);
});

test.each([
  ['/modules/module0/input', { base64: '!!' }, 'base64 of the body takes bytes in Base64.'],
  ['/modules/module0/input', { line: 'AT\n' }, 'line of the body takes text that fits /^[^\\r\\n]*$/.'],
  ['/modules/module0/messages', { topic: 'a', text: '', qos: 3 }, 'qos of the body takes 0, 1, 2.'],
  [
    '/wait',
    { for: 'state', state: [] },
    'state of the body takes 0 to 6, or a list; in a settings file, or as JSON.',
  ],
  ['/wait', { for: 'nothing' }, 'for of the body takes command, state, publish, message, compat, event.'],
  ['/wait', {}, 'The body needs for, which takes command, state, publish, message, compat, event.'],
  ['/wait', { for: 'command', timeoutMs: 0 }, 'timeoutMs of the body takes 1 to 3600000.'],
])('what is wrong at %s in %j is told as it is', async (path, json, text) => {
  const { ask } = await controlled();
  const { status, body } = await ask(`/api/v1${path}`, { json });
  expect([status, body.error.text]).toEqual([400, text]);
});
