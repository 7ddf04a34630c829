import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { dialHost } from '../support/hosts.ts';
import { folder, logged, MAIN, readyFile, start, until } from './program.ts';
import { loadedFiles } from './support/loaded-files.ts';

interface Ready {
  readonly pid: number;
  readonly modules: readonly { readonly ports: readonly { readonly port: number }[] }[];
  readonly control: { readonly url: string; readonly token?: string };
}

/** The program with a control plane. */
async function running(options: readonly string[] = ['--control', '0'], env: Record<string, string> = {}) {
  const file = join(folder(), 'ready.json');
  const program = start(['run', '--port', 'tcp-listen:0', '--ready-file', file, ...options], { env });
  const ready = (await readyFile(file)) as unknown as Ready;
  return { program, ready, file };
}

/** Status and body of a request. */
async function ask({ url, token }: Ready['control'], path = '/api/v1/status') {
  const answer = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
  // biome-ignore lint/suspicious/noExplicitAny: it is looked into
  return { status: answer.status, body: (await answer.json()) as any };
}

test('the ready file and the first lines say where it is and how to get in; the log has no token', async () => {
  const { program, ready, file } = await running(['--control', '0', '--log-level', 'trace']);
  const { url, token = '' } = ready.control;
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  await until('announcement', () => (program.stdout().includes('control') ? true : undefined));
  expect(program.stdout()).toContain(`  control    ${url}/#token=${token}\n`);
  await logged(program, `control plane at ${url}`);
  expect((await ask(ready.control)).body).toMatchObject({ pid: ready.pid, ready: true });
  expect((await ask({ url, token: 'nonsense-nonsense' })).status).toBe(401);
  const host = await dialHost(ready.modules[0]?.ports[0]?.port);
  await host.command('AT');
  expect((await ask(ready.control, '/api/v1/modules/module0/transcript')).body.lines.length).toBeGreaterThan(
    0,
  );
  expect(program.stderr()).not.toContain(token);
  process.kill(ready.pid, 'SIGTERM');
  expect(await program.exited).toBe(0);
});

test('on all addresses it says who can get in', async () => {
  const { program } = await running(['--control', '0.0.0.0:0']);
  await logged(program, 'anyone who reaches 0.0.0.0 and has the token can read and do everything here');
});

test('the same is in the ready line of --json', async () => {
  const program = start(['run', '--control', '0', '--port', 'tcp-listen:0', '--json']);
  const line = await until('ready line', () => /^.*\n/.exec(program.stdout())?.[0]);
  const { control } = JSON.parse(line) as Ready;
  expect((await ask(control)).status).toBe(200);
  expect(program.stderr()).not.toContain(control.token);
});

test('each start has a token of its own, unless the environment gives one', async () => {
  const [first, second] = [await running(), await running()];
  expect(first.ready.control.token).not.toBe(second.ready.control.token);
  expect((await ask({ url: first.ready.control.url, token: second.ready.control.token ?? '' })).status).toBe(
    401,
  );
  const token = 'given-by-the-environment';
  const given = await running(['--control', '0'], { ATMQTT_CONTROL_TOKEN: token });
  expect(given.ready.control.token).toBe(token);
  expect((await ask(given.ready.control)).status).toBe(200);
  await until('announcement', () => (given.program.stdout().includes('control') ? true : undefined));
  expect(given.program.stdout() + given.program.stderr()).not.toContain(token);
});

test('a file with a token that others can read is warned of', async () => {
  const file = join(folder(), 'token');
  writeFileSync(file, 'a-token-in-a-file-1\n');
  chmodSync(file, 0o644);
  const { program, ready } = await running(['--control', '0'], { ATMQTT_CONTROL_TOKEN_FILE: file });
  expect(ready.control.token).toBe('a-token-in-a-file-1');
  await logged(program, `other users of this computer can read ${file}`);
});

test.each([
  ['too short', { ATMQTT_CONTROL_TOKEN: 'short' }, /ATMQTT_CONTROL_TOKEN gives no token/],
  [
    'with a space',
    { ATMQTT_CONTROL_TOKEN: 'a token with spaces in it' },
    /ATMQTT_CONTROL_TOKEN gives no token/,
  ],
  ['twice', { ATMQTT_CONTROL_TOKEN: 'x'.repeat(20), ATMQTT_CONTROL_TOKEN_FILE: '/x' }, /both give a token/],
])('a token that is %s is one sentence and exit code 2', async (_name, env, says) => {
  const program = start(['run', '--control', '0', '--port', 'tcp-listen:0'], { env });
  expect(await program.exited).toBe(2);
  expect(program.stderr()).toMatch(says);
  expect(program.stderr()).not.toContain(env.ATMQTT_CONTROL_TOKEN);
});

test('a Unix socket is its owner’s, needs no token, and goes with the program', async () => {
  const path = join(folder(), 'control.sock');
  const { program, ready } = await running(['--control', `unix:${path}`]);
  expect(ready.control).toEqual({ url: `unix:${path}` });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  process.kill(ready.pid, 'SIGTERM');
  expect(await program.exited).toBe(0);
  expect(() => statSync(path)).toThrow();
});

test('a port that is taken is one sentence; the usual one gives way', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as { port: number };
  const program = start(['run', '--control', String(port), '--port', 'tcp-listen:0']);
  expect(await program.exited).toBe(75);
  expect(program.stderr()).toContain(
    `--control 127.0.0.1:${port} is in use by another program; choose another port.`,
  );
  taken.close();
  const [first, second] = [await running(['--control']), await running(['--control'])];
  expect(first.ready.control.url).not.toBe(second.ready.control.url);
  for (const { ready } of [first, second]) expect((await ask(ready.control)).status).toBe(200);
});

test('a settings file and the environment say where it is', async () => {
  const here = folder();
  const config = join(here, 'atmqtt.yaml');
  writeFileSync(config, 'control: unix:control.sock\n');
  expect((await running(['--config', config])).ready.control.url).toBe(`unix:${join(here, 'control.sock')}`);
  expect((await running([], { ATMQTT_CONTROL: '0' })).ready.control.url).toMatch(/^http:\/\/127\.0\.0\.1:/);
});

test('the program of --exec knows how to get in', async () => {
  const code =
    "fetch(process.env.ATMQTT_CONTROL_URL+'/api/v1/status',{headers:{authorization:'Bearer '+process.env.ATMQTT_CONTROL_TOKEN}}).then(a=>process.exit(a.status===200?7:1))";
  const program = start(['run', '--control', '0', '--port', 'tcp-listen:0', '--exec', `node -e "${code}"`]);
  expect(await program.exited).toBe(7);
});

test('an ordinary start reads nothing of it', () => {
  const run = join(dirname(MAIN), '../chunks/run.js');
  const seen = loadedFiles(run, loadedFiles(MAIN));
  expect(seen.size).toBeGreaterThan(2);
  const withFastify = [...seen].filter((file) => readFileSync(file, 'utf8').includes('FST_ERR_'));
  expect(withFastify).toEqual([]);
});
