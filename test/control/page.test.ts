import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { folder } from '../support/folder.ts';
import { controlled } from './support/controlled.ts';

const INDEX = `<!doctype html><script type="module" src="/assets/main-AbCd1234.js"></script>${' '.repeat(2000)}`;
const SCRIPT = `console.log('page');${'// '.repeat(2000)}`;
const OPEN = { token: '' };

/** A page as the build makes one. */
function built(): string {
  const page = join(folder(), 'web');
  mkdirSync(join(page, 'assets', 'fonts'), { recursive: true });
  writeFileSync(join(page, 'index.html'), INDEX);
  writeFileSync(join(page, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(page, 'notes.md'), 'not for anybody');
  writeFileSync(join(page, 'assets', 'main-AbCd1234.js'), SCRIPT);
  writeFileSync(join(page, 'assets', 'fonts', 'mono-0123abcd.woff2'), Buffer.alloc(3000, 7));
  return page;
}

const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

test('the page is had without a token, with what it may do', async () => {
  const { ask } = await controlled({}, { page: built() });
  const { status, headers, text } = await ask('/', OPEN);
  expect({ status, text }).toEqual({ status: 200, text: INDEX });
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-length': String(INDEX.length),
    'content-security-policy': CSP,
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    vary: 'accept-encoding',
  });
  expect(headers['set-cookie']).toBeUndefined();
  expect(headers['access-control-allow-origin']).toBeUndefined();
  const head = await ask('/', { ...OPEN, method: 'HEAD' });
  expect(head).toMatchObject({ status: 200, text: '' });
  expect(head.headers['content-length']).toBe(String(INDEX.length));
});

test('a file whose name says what it holds is kept for good; others are asked for again, by what they hold', async () => {
  const { ask } = await controlled({}, { page: built() });
  for (const [path, cached, type] of [
    ['/assets/main-AbCd1234.js', 'public, max-age=31536000, immutable', 'text/javascript; charset=utf-8'],
    ['/assets/fonts/mono-0123abcd.woff2', 'public, max-age=31536000, immutable', 'font/woff2'],
    ['/icon.svg', 'no-cache', 'image/svg+xml'],
    ['/', 'no-cache', 'text/html; charset=utf-8'],
  ] as const) {
    const { status, headers } = await ask(path, OPEN);
    expect({ status, cached: headers['cache-control'], type: headers['content-type'] }).toEqual({
      ...{ status: 200, cached, type },
    });
    const etag = headers.etag ?? '';
    expect(etag).toMatch(/^"[\w-]+"$/);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await ask(path, { ...OPEN, headers: { 'if-none-match': known } });
      expect({ status: again.status, text: again.text, etag: again.headers.etag }).toEqual({
        ...{ status: 304, text: '', etag },
      });
    }
    expect((await ask(path, { ...OPEN, headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  }
});

test.each([
  ['br, gzip', 'br'],
  ['gzip, deflate, br;q=0.1', 'br'],
  ['gzip, br;q=0', 'gzip'],
  ['GZIP', 'gzip'],
  ['deflate', undefined],
  ['gzip;q=0.0, br;q=0.000', undefined],
  ['', undefined],
])('for Accept-Encoding %j a script comes as %s', async (accepted, coding) => {
  const { host } = await controlled({}, { page: built() });
  const { request } = await import('node:http');
  const answer = await new Promise<{ coding: string | undefined; etag: string; body: Buffer }>(
    (resolve, reject) => {
      const headers = { 'accept-encoding': accepted };
      const sent = request(`http://${host}/assets/main-AbCd1234.js`, { headers, agent: false }, (came) => {
        const chunks: Buffer[] = [];
        came.on('data', (chunk: Buffer) => chunks.push(chunk));
        came.on('end', () =>
          resolve({
            coding: came.headers['content-encoding'],
            etag: came.headers.etag ?? '',
            body: Buffer.concat(chunks),
          }),
        );
      });
      sent.on('error', reject);
      sent.end();
    },
  );
  expect(answer.coding).toBe(coding);
  const read = { br: brotliDecompressSync, gzip: gunzipSync, identity: (body: Buffer) => body };
  expect(read[(coding ?? 'identity') as keyof typeof read](answer.body).toString()).toBe(SCRIPT);
  if (coding !== undefined) expect(answer.body.length).toBeLessThan(SCRIPT.length / 5);
  expect(answer.etag).toContain(coding ?? 'identity');
});

test('nothing else is served: no other path, no other method, no other name, no foreign page', async () => {
  const page = built();
  writeFileSync(join(page, '..', 'secret.txt'), 'secret');
  const { ask } = await controlled({}, { page });
  for (const path of [
    '/notes.md',
    '/index.html/',
    '/assets',
    '/assets/',
    '/../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../index.html',
    '//icon.svg',
    '/icon.svg%00.js',
    '/later.txt',
  ]) {
    if (path === '/later.txt') writeFileSync(join(page, 'later.txt'), 'was not there at the start');
    const answer = await ask(path);
    expect([path, answer.status]).toEqual([path, 404]);
    expect(answer.body.error).toMatchObject({ code: 'NOT_FOUND', key: 'control.noRoute' });
    expect((await ask(path, OPEN)).status).toBe(401);
  }
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    const { status, headers, body } = await ask('/icon.svg', { ...OPEN, method });
    expect([status, headers.allow, body.error.key]).toEqual([405, 'GET, HEAD', 'control.pageIsRead']);
  }
  const named = await ask('/', { ...OPEN, headers: { host: 'evil.example' } });
  expect([named.status, named.body.error.key]).toEqual([421, 'control.otherName']);
  const foreign = await ask('/', { ...OPEN, headers: { origin: 'http://evil.example' } });
  expect([foreign.status, foreign.body.error.key]).toEqual([403, 'control.foreignOrigin']);
});

test('what lies beside the page in the interface is as closed as without it', async () => {
  const { ask } = await controlled({}, { page: built() });
  expect((await ask('/api/v1/status', OPEN)).status).toBe(401);
  const { paths } = (await ask('/api/v1/openapi.json')).body;
  expect(Object.keys(paths).filter((path) => !path.startsWith('/api/v1/'))).toEqual([]);
});

test('a file that has gone since is a fault of the program, and the next who asks for it gets it when it is back', async () => {
  const page = built();
  const { ask, log } = await controlled({}, { page });
  rmSync(join(page, 'icon.svg'));
  const { status, body } = await ask('/icon.svg', OPEN);
  expect([status, body.error.key]).toEqual([500, 'control.failedHere']);
  expect(log.join('\n')).toContain('icon.svg');
  writeFileSync(join(page, 'icon.svg'), '<svg/>');
  expect(await ask('/icon.svg', OPEN)).toMatchObject({ status: 200, text: '<svg/>' });
});

const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

test('a build without the page says so where it would be, and in the log', async () => {
  const empty = folder();
  const { ask, log } = await controlled({}, { page: empty });
  const { status, body } = await ask('/', OPEN);
  expect({ status, error: body.error }).toMatchObject({
    status: 404,
    error: { code: 'NOT_FOUND', key: 'control.pageNotBuilt', parameters: { folder: empty } },
  });
  expect(log.join('\n')).toContain(`This build of atmqtt has no page in ${empty}; run "npm run build"`);
  const { headers, text } = await ask('/', { ...OPEN, headers: BROWSER });
  expect(headers['content-type']).toBe('text/plain; charset=utf-8');
  expect(text).toMatch(/^This build of atmqtt has no page in .*\.\n$/);
});

test.each([
  [undefined, /^This is the control plane of atmqtt without its page; start the program with --web .*\.\n$/],
  ['de, en;q=0.5', /^This is the control plane/],
  ['zh-CN,zh;q=0.9,en;q=0.8', /^这里是 atmqtt 的控制接口.*--web.*。\n$/],
  ['zh;q=0, en', /^This is the control plane/],
])('a control plane alone says how its page is had, to who reads %s', async (language, reason) => {
  const { ask } = await controlled();
  const headers = { ...BROWSER, 'accept-language': language };
  const { status, text } = await ask('/', { ...OPEN, headers });
  expect(status).toBe(404);
  expect(text).toMatch(reason);
  expect((await ask('/', OPEN)).body.error.key).toBe('control.noPage');
});
