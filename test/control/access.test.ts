import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder } from '../support/folder.ts';
import { type Answer, ask, askRaw, controlled, TOKEN } from './support/controlled.ts';

const STATUS = '/api/v1/status';

/** One sentence, and nothing of how the program is made. */
function refusal(answer: Answer): { code: string; status: number } {
  const { error } = answer.body;
  expect(error.text).toMatch(/^[^\n]+[.?]$/);
  expect(error.key).toMatch(/^control\./);
  expect(answer.text).not.toMatch(/node_modules|\bat \/|\.ts:|\.js:/);
  return { code: error.code, status: answer.status };
}

test.each([
  ['no token', {}, 'UNAUTHORIZED'],
  ['another token', { authorization: 'Bearer another-token-of-the-tests' }, 'UNAUTHORIZED'],
  ['an empty token', { authorization: 'Bearer ' }, 'UNAUTHORIZED'],
  ['the beginning of the token', { authorization: `Bearer ${TOKEN.slice(0, -1)}` }, 'UNAUTHORIZED'],
  ['the token as a password', { authorization: `Basic ${btoa(`:${TOKEN}`)}` }, 'UNAUTHORIZED'],
  ['the token as a cookie', { cookie: `atmqtt-control=${TOKEN}` }, 'UNAUTHORIZED'],
])(
  'with %s nothing is readable, and paths that are not there look like others',
  async (_name, headers, code) => {
    const { ask: asks } = await controlled();
    for (const path of [
      STATUS,
      '/api/v1/openapi.json',
      '/api/v1/nothing',
      '/%zz',
      `${STATUS}?token=${TOKEN}`,
    ]) {
      const answer = await asks(path, { token: '', headers });
      if (path !== '/%zz') expect(refusal(answer)).toEqual({ code, status: 401 });
      expect(answer.text).not.toContain('module0');
      if (answer.status === 401) expect(answer.headers['www-authenticate']).toBe('Bearer');
    }
  },
);

test('with the token the status is told', async () => {
  const { ask: asks, log } = await controlled();
  const { status, body, headers } = await asks(STATUS);
  expect(status).toBe(200);
  expect(body).toMatchObject({ program: 'atmqtt', ready: true, modules: [{ name: 'module0' }] });
  expect(headers['cache-control']).toBe('no-store');
  expect(headers['access-control-allow-origin']).toBeUndefined();
  expect(JSON.stringify(log)).not.toContain(TOKEN);
});

test.each([
  'evil.example',
  'evil.example:9338',
  '127.0.0.1.evil.example',
  '10.0.0.1',
  'x@127.0.0.1',
  '127.0.0.1/x',
])('under the name %j nothing is answered, even with the token', async (host) => {
  const { ask: asks } = await controlled();
  const answer = await asks(STATUS, { headers: { host } });
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(refusal(answer)).toEqual({ code: 'MISDIRECTED', status: 421 });
});

test.each(['localhost', '127.0.0.1', '127.8.9.10', '[::1]', 'LOCALHOST', 'pump.localhost'])(
  'a name of the loopback is answered: %s',
  async (name) => {
    const { ask: asks } = await controlled();
    expect((await asks(STATUS, { headers: { host: `${name}:1234` } })).status).toBe(200);
  },
);

test.each([
  'http://evil.example',
  'null',
  'https://localhost',
  'http://localhost:3000',
  'http://127.0.0.1',
  'file://',
  '',
])('a page of %j is not answered, even with the token', async (origin) => {
  const { ask: asks } = await controlled();
  expect(refusal(await asks(STATUS, { headers: { origin } }))).toEqual({ code: 'FORBIDDEN', status: 403 });
  const preflight = await asks(STATUS, { method: 'OPTIONS', token: '', headers: { origin } });
  expect(refusal(preflight).status).toBe(403);
  const session = await asks('/api/v1/session', { token: '', headers: { origin }, json: { token: TOKEN } });
  expect(refusal(session).status).toBe(403);
});

/** Exchanges the token for a cookie, as a page does. */
async function pageOf({ ask: asks, host }: Awaited<ReturnType<typeof controlled>>) {
  const origin = `http://${host}`;
  const answer = await asks('/api/v1/session', { token: '', headers: { origin }, json: { token: TOKEN } });
  expect(answer.status).toBe(204);
  const [set = ''] = answer.headers['set-cookie'] ?? [];
  return { origin, set, cookie: set.split(';')[0] ?? '' };
}

test('a page exchanges the token for a cookie of its own, and ends it', async () => {
  const run = await controlled();
  const { origin, set, cookie } = await pageOf(run);
  expect(set).toMatch(/^atmqtt-control-\d+=[\w-]{43}; Path=\/api\/v1; HttpOnly; SameSite=Strict$/);
  expect(set).not.toContain(TOKEN);
  const page = { cookie, 'sec-fetch-site': 'same-origin' };
  expect((await run.ask(STATUS, { token: '', headers: page })).status).toBe(200);
  const ended = await run.ask('/api/v1/session', {
    method: 'DELETE',
    token: '',
    headers: { ...page, origin },
  });
  expect(ended.status).toBe(204);
  expect(refusal(await run.ask(STATUS, { token: '', headers: page })).status).toBe(401);
});

test('a wrong token gets no cookie', async () => {
  const { ask: asks } = await controlled();
  const answer = await asks('/api/v1/session', { token: '', json: { token: 'nonsense-nonsense' } });
  expect(refusal(answer)).toEqual({ code: 'UNAUTHORIZED', status: 401 });
  expect(answer.headers['set-cookie']).toBeUndefined();
});

test('the cookie of a page is worth nothing elsewhere', async () => {
  const [run, other] = [await controlled(), await controlled()];
  const { cookie } = await pageOf(run);
  const [name, value] = cookie.split('=') as [string, string];
  // In another run, also under the name that it looks for.
  const { cookie: others } = await pageOf(other);
  for (const sent of [cookie, `${others.split('=')[0]}=${value}`])
    expect(refusal(await other.ask(STATUS, { token: '', headers: { cookie: sent } })).status).toBe(401);
  // As a token.
  expect(refusal(await run.ask(STATUS, { token: value })).status).toBe(401);
  expect(refusal(await run.ask('/api/v1/session', { token: '', json: { token: value } })).status).toBe(401);
  // From pages elsewhere, those of this machine's other ports among them.
  for (const site of ['cross-site', 'same-site']) {
    const headers = { cookie, 'sec-fetch-site': site };
    expect(refusal(await run.ask(STATUS, { token: '', headers })).status).toBe(403);
  }
  for (const headers of [{}, { 'sec-fetch-site': 'none' }, { 'sec-fetch-site': 'same-site' }]) {
    const answer = await run.ask('/api/v1/session', {
      method: 'DELETE',
      token: '',
      headers: { cookie, ...headers },
    });
    expect(refusal(answer).status).toBe(403);
  }
  expect((await run.ask(STATUS, { token: '', headers: { cookie: `${name}=${value}` } })).status).toBe(200);
});

test('a Unix socket is its owner’s, and asks for no token', async () => {
  const path = join(folder(), 'control.sock');
  const { target } = await controlled({}, { target: { path }, token: undefined });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect((await ask(target, STATUS, { token: '' })).status).toBe(200);
  const foreign = await ask(target, STATUS, { token: '', headers: { origin: 'http://evil.example' } });
  expect(refusal(foreign).status).toBe(403);
});

test.each([
  ['no HTTP', 'nonsense\r\n\r\n', 400],
  [
    'no name',
    `GET ${STATUS} HTTP/1.1\r\nHost: \r\nAuthorization: Bearer ${TOKEN}\r\nConnection: close\r\n\r\n`,
    421,
  ],
  ['a huge header', `GET ${STATUS} HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ['a wrong length', `POST ${STATUS} HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n`, 400],
])('%s is refused in one sentence', async (_name, bytes, status) => {
  const { target } = await controlled();
  const answer = await askRaw(target, bytes);
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  const { error } = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')));
  expect(error.text).toMatch(/^[^\n]+\.$/);
});

test.each([
  ['no JSON', { headers: { 'content-type': 'application/json' }, body: '{"token":' }, 'INVALID', 400],
  ['nothing', { method: 'POST', headers: { 'content-type': 'application/json' } }, 'INVALID', 400],
  [
    'a form',
    { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'token=x' },
    'UNSUPPORTED',
    415,
  ],
  ['plain text', { headers: { 'content-type': 'text/plain' }, body: '{"token":"x"}' }, 'UNSUPPORTED', 415],
  ['too much', { json: { token: 'x'.repeat(2_000_000) } }, 'TOO_LARGE', 413],
  ['another field', { json: { tocken: 'x' } }, 'INVALID', 400],
  ['a wrong field', { json: { token: 5 } }, 'INVALID', 400],
  ['a list', { json: [] }, 'INVALID', 400],
  [
    'poison',
    { body: '{"__proto__":{"token":"x"}}', headers: { 'content-type': 'application/json' } },
    'INVALID',
    400,
  ],
])('a body that is %s is refused in one sentence', async (_name, how, code, status) => {
  const { ask: asks } = await controlled();
  expect(refusal(await asks('/api/v1/session', { token: '', ...how }))).toEqual({ code, status });
});

test('the mistake in a body is named', async () => {
  const { ask: asks } = await controlled();
  const text = async (json: unknown) =>
    (await asks('/api/v1/session', { token: '', json })).body.error.text as string;
  expect(await text({ tocken: 'x', token: 'y' })).toBe(
    'The body takes no "tocken"; did you mean "token"? It takes token.',
  );
  expect(await text({})).toBe('The body needs token, which takes text of at most 1000 characters.');
  expect(await text({ token: 5 })).toBe('token of the body takes text of at most 1000 characters.');
});

test('what is not there is told to who may ask', async () => {
  const { ask: asks } = await controlled();
  for (const [path, method] of [
    ['/index.html', 'GET'],
    ['/api/v1/nothing', 'GET'],
    [STATUS, 'POST'],
    [STATUS, 'OPTIONS'],
    [`/api/v1/${'x'.repeat(3000)}`, 'GET'],
  ] as const)
    expect(refusal(await asks(path, { method })).status).toBe(404);
  expect(refusal(await asks('/%zz')).status).toBe(400);
});

test('the interface describes itself', async () => {
  const { ask: asks } = await controlled();
  const { body } = await asks('/api/v1/openapi.json');
  expect(body.openapi).toBe('3.1.0');
  expect(Object.keys(body.paths)).toEqual(expect.arrayContaining(['/api/v1/status', '/api/v1/session']));
  for (const operations of Object.values<Record<string, { responses: object; summary: string }>>(body.paths))
    for (const { responses, summary } of Object.values(operations)) {
      expect(summary).toMatch(/\.$/);
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['4XX']));
    }
});
