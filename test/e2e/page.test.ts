import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { needs } from '../support/needs.ts';
import { folder, logged, type Program, readyFile, start, until } from './program.ts';

interface Ready {
  readonly control: { readonly url: string; readonly token: string };
  readonly web: { readonly url: string };
}

/** The program with its page. */
async function paged(options: readonly string[] = ['--web', '0'], env: Record<string, string> = {}) {
  const file = join(folder(), 'ready.json');
  const program = start(['run', '--port', 'tcp-listen:0', '--ready-file', file, ...options], { env });
  return { program, ready: (await readyFile(file)) as unknown as Ready };
}

const printed = (program: Program): Promise<string> =>
  until('announcement', () => (program.stdout().includes('module0') ? program.stdout() : undefined));

/** A program in PATH that opens pages for the test: it notes its arguments and ends as it is told. */
function opener(code: number): {
  readonly env: Record<string, string>;
  readonly opened: () => string | undefined;
} {
  const [bin, note] = [folder(), join(folder(), 'opened')];
  const program = join(bin, process.platform === 'darwin' ? 'open' : 'xdg-open');
  writeFileSync(
    program,
    `#!/bin/sh\nprintf '%s' "$*" > '${note}.part' && mv '${note}.part' '${note}'\nexit ${code}\n`,
  );
  chmodSync(program, 0o755);
  return {
    env: { PATH: `${bin}${delimiter}${process.env.PATH}` },
    opened: () => (existsSync(note) ? readFileSync(note, 'utf8') : undefined),
  };
}

/** The token of a page's address. */
const tokenIn = (url: string): string => new URLSearchParams(new URL(url).hash.slice(1)).get('token') ?? '';

/** Exchanges a token for a cookie, as the page does. */
function session(url: string, token: string): Promise<Response> {
  const { origin } = new URL(url);
  const headers = { origin, 'content-type': 'application/json' };
  return fetch(`${origin}/api/v1/session`, { method: 'POST', headers, body: JSON.stringify({ token }) });
}

test('the address of the page is printed before all else, and the page is there', async () => {
  const { program, ready } = await paged();
  const { url, token } = ready.control;
  expect(ready.web).toEqual({ url: `${url}/#token=${token}` });
  expect(await printed(program)).toMatch(/^See it in a browser: (\S+)\natmqtt is up:\n {2}module0 .*\n$/);
  expect(program.stdout()).toContain(`: ${ready.web.url}\n`);
  const page = await fetch(ready.web.url);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  const html = await page.text();
  for (const [, path = ''] of html.matchAll(/(?:src|href)="(\/[^"]+)"/g))
    expect([path, (await fetch(url + path)).status]).toEqual([path, 200]);
  expect(html).not.toContain(token);
  expect((await session(url, token)).status).toBe(204);
  expect(program.stderr()).not.toContain(token);
});

test('in Chinese, and without a token that was given', async () => {
  const token = 'given-by-the-environment';
  const { program, ready } = await paged(['--lang', 'zh'], { ATMQTT_WEB: '0', ATMQTT_CONTROL_TOKEN: token });
  const { url } = ready.control;
  expect(await printed(program)).toContain(`在浏览器里查看：${url}/\n`);
  expect(program.stdout() + program.stderr()).not.toContain(token);
});

test('--json has it in the ready line, and nothing is printed before that', async () => {
  const program = start(['run', '--web', '0', '--port', 'tcp-listen:0', '--json']);
  const line = await until('ready line', () => /^.*\n/.exec(program.stdout())?.[0]);
  expect(JSON.parse(line)).toMatchObject({ ready: true, web: { url: expect.stringContaining('/#token=') } });
});

test('on all addresses the page is at one that a browser of this machine reaches', async () => {
  const { ready } = await paged(['--web', '0.0.0.0:0']);
  expect(ready.web.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=/);
  expect((await fetch(ready.web.url)).status).toBe(200);
});

test('--open opens it, with a token that counts once', needs('Unix'), async () => {
  const { env, opened } = opener(0);
  const { program, ready } = await paged(['--web', '0', '--open'], env);
  const url = await until('opener', opened);
  const token = tokenIn(url);
  expect(url).toBe(`${ready.control.url}/#token=${token}`);
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(token).not.toBe(ready.control.token);
  // It is no token of the interface.
  const headers = { authorization: `Bearer ${token}` };
  expect((await fetch(`${ready.control.url}/api/v1/status`, { headers })).status).toBe(401);
  expect((await session(url, token)).status).toBe(204);
  expect((await session(url, token)).status).toBe(401);
  expect(program.stderr()).not.toContain('was not opened');
});

test('a browser that does not open is one warning with the address', needs('Unix'), async () => {
  const { program, ready } = await paged(['--web', '0', '--open'], opener(4).env);
  const { url, token } = ready.control;
  await logged(
    program,
    `failed: it ended with exit code 4; open the address that was printed first, at ${url}\n`,
  );
  const nowhere = await paged(['--web', '0', '--open'], { PATH: '/nowhere' });
  await logged(nowhere.program, 'the page was not opened in a browser, because ');
  expect(program.stderr().split('was not opened')).toHaveLength(2);
  expect(program.stderr()).not.toContain(token);
  expect(program.child.exitCode).toBeNull();
});

test('without its address, a taken port gives way to a free one', async () => {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(9338, '127.0.0.1', resolve);
  }).catch(() => undefined);
  onTestFinished(() => void server.close());
  const { ready } = await paged(['--web']);
  expect(new URL(ready.web.url).port).not.toBe('9338');
});

test('at another address than the control plane it is refused in one sentence', async () => {
  const program = start(['run', '--web', '127.0.0.1:1', '--control', '127.0.0.1:2']);
  expect(await program.exited).toBe(2);
  expect(program.stderr()).toMatch(/^atmqtt: option --web wants the page at 127\.0\.0\.1:1 and [^\n]+\.\n$/);
});

test('nothing of it is loaded unless asked for', async () => {
  const { program, ready } = await paged(['--control', '0']);
  expect(ready.web).toBeUndefined();
  const answer = await fetch(ready.control.url, { headers: { accept: 'text/html' } });
  expect(answer.status).toBe(404);
  expect(await answer.text()).toContain('start the program with --web in place of --control');
  expect(await printed(program)).toContain(
    `  control    ${ready.control.url}/#token=${ready.control.token}\n`,
  );
});
