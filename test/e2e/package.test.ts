import { existsSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dialHost, openHost } from '../support/hosts.ts';
import { needs } from '../support/needs.ts';
import { folder, readyFile, until } from './program.ts';
import { farFolder, install, npx, type Packed, pack } from './support/installed.ts';
import { readSession } from './support/page-session.ts';

const INSTALLING_MS = 120_000;
/** The page is a seventh of it, what `atmqtt/browser` bundles for itself an eighth; both may become larger. */
const PROGRAM_BYTES = 2.9 * 1024 * 1024;
/** npm's own words come first when it warns of something. */
const REASON = /^atmqtt: .+$/m;

let packed: Packed;
let full: string;
let bare: string;

beforeAll(async () => {
  full = farFolder();
  bare = farFolder();
  packed = await pack(full);
  await Promise.all([install(full, packed.tarball), install(bare, packed.tarball, '--omit=optional')]);
}, INSTALLING_MS);

afterAll(() => {
  for (const each of [full, bare]) if (each !== undefined) rmSync(each, { recursive: true, force: true });
});

interface ReadyLine {
  readonly pid: number;
  readonly modules: readonly { readonly ports: readonly { readonly port?: number }[] }[];
  readonly broker: { readonly url: string };
  readonly web: { readonly url: string };
}

describe('the package', needs('npm registry'), () => {
  test('holds the program and its documents, no tests and no sources', () => {
    const paths = packed.files.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        'dist/cli/main.js',
        'dist/cases.ndjson.br',
        'README.md',
        'LICENSE',
        'CHANGELOG.md',
      ]),
    );
    const tops = new Set(paths.map((path) => path.split('/')[0]));
    for (const unwanted of ['src', 'test', 'bench', 'scripts', 'node_modules']) {
      expect(tops).not.toContain(unwanted);
    }
    expect(paths.filter((path) => /\.test\.|(?<!\.d)\.ts$/.test(path))).toEqual([]);
    expect(packed.size).toBeLessThan(PROGRAM_BYTES);
  });

  test('holds no source map whose sources it leaves out', () => {
    const home = join(full, 'node_modules', 'atmqtt');
    const astray = packed.files
      .filter(({ path }) => path.endsWith('.map'))
      .filter(({ path }) => {
        const file = join(home, path);
        const map = JSON.parse(readFileSync(file, 'utf8')) as {
          sources: string[];
          sourcesContent?: unknown[];
        };
        return (
          map.sourcesContent === undefined &&
          map.sources.some((each) => !existsSync(join(dirname(file), each)))
        );
      });
    expect(astray.map(({ path }) => path).slice(0, 3)).toEqual([]);
  });

  test('holds every file that a link in its README leads to', () => {
    const home = join(full, 'node_modules', 'atmqtt');
    const links = [...readFileSync(join(home, 'README.md'), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)];
    expect(links.length).toBeGreaterThan(0);
    expect(links.map(([, link]) => link ?? '').filter((link) => !existsSync(join(home, link)))).toEqual([]);
  });
});

describe('installed in an empty folder', needs('npm registry'), () => {
  test.each(['the TCP port', 'the serial line'])(
    'the first session of README.md goes as written over %s',
    async (over) => {
      const here = folder();
      const [link, file] = [join(here, 'tty'), join(here, 'ready.json')];
      const ports = ['--port', `pty:${link}`, '--port', 'tcp-listen:127.0.0.1:0'];
      const program = npx(full, [
        ...['run', ...ports, '--web', '0', '--broker', '127.0.0.1:0', '--ready-file', file],
      ]);
      const ready = (await readyFile(file)) as unknown as ReadyLine;
      const port = ready.modules[0]?.ports[1]?.port ?? 0;
      const broker = new URL(ready.broker.url).port;

      const { announcement, exchanges, log } = readSession('README.md', 'First session');
      expect(exchanges.length).toBeGreaterThan(6);
      const announced = announcement
        .replace(/\S+ → \S+/, `${link} → ${readlinkSync(link)}`)
        .replace(':3333', `:${port}`)
        .replace(':1883', `:${broker}`)
        .replace(/http:\S+/, ready.web.url);
      await until('announcement', () => (program.stdout().length >= announced.length ? true : undefined));
      expect(program.stdout()).toBe(announced);

      expect((await fetch(ready.web.url)).status).toBe(200);

      const host = over === 'the TCP port' ? await dialHost(port) : await openHost(link);
      const here1883 = (text: string): string => text.replaceAll('1883', broker);
      for (const { send, answer } of exchanges) await host.exchange(here1883(send), here1883(answer));
      expect(log.length).toBeGreaterThan(0);
      for (const line of log) {
        await until(line, () => (program.stderr().includes(`${line}\n`) ? true : undefined));
      }

      process.kill(ready.pid, 'SIGTERM');
      expect(await program.exited).toBe(0);
      expect(existsSync(link)).toBe(false);
    },
  );

  test.each([
    ['a mistake is one sentence and exit code 2', ['run', '--port', 'tcp-listen:x'], 2, 'stderr'],
    ['explain answers', ['explain', '6006'], 0, 'stdout'],
    ['completion prints its script', ['completion', 'bash'], 0, 'stdout'],
  ] as const)('%s', async (_name, args, code, stream) => {
    const program = npx(full, args);
    expect(await program.exited).toBe(code);
    expect(program[stream]()).toMatch(stream === 'stderr' ? REASON : /\S/);
  });
});

describe('installed without optional dependencies', needs('npm registry'), () => {
  test('native packages are not there, and are not found elsewhere', () => {
    expect(existsSync(join(full, 'node_modules', '@lydell', 'node-pty'))).toBe(true);
    expect(existsSync(join(bare, 'node_modules', '@lydell', 'node-pty'))).toBe(false);
    expect(existsSync(join(bare, 'node_modules', 'serialport'))).toBe(false);
  });

  test('the TCP port answers', async () => {
    const file = join(folder(), 'ready.json');
    const program = npx(bare, ['run', '--port', 'tcp-listen:127.0.0.1:0', '--ready-file', file]);
    const ready = (await readyFile(file)) as unknown as ReadyLine;
    const host = await dialHost(ready.modules[0]?.ports[0]?.port);
    await host.exchange('AT\r\n', 'AT\r\n\r\nOK\r\n');
    process.kill(ready.pid, 'SIGTERM');
    expect(await program.exited).toBe(0);
  });

  test('the control plane answers, though its libraries are not installed', async () => {
    expect(existsSync(join(bare, 'node_modules', 'fastify'))).toBe(false);
    const file = join(folder(), 'ready.json');
    const options = ['--control', '0', '--port', 'tcp-listen:0', '--ready-file', file];
    const program = npx(bare, ['run', ...options]);
    const { pid, control } = (await readyFile(file)) as unknown as ReadyLine & {
      readonly control: { readonly url: string; readonly token: string };
    };
    const headers = { authorization: `Bearer ${control.token}` };
    expect((await fetch(`${control.url}/api/v1/openapi.json`, { headers })).status).toBe(200);
    process.kill(pid, 'SIGTERM');
    expect(await program.exited).toBe(0);
  });

  test.each([
    ['pty', 'pty', /@lydell\/node-pty.*use tcp-listen: instead/],
    ['serial', 'serial:/dev/ttyUSB0', /serialport.*install it/],
  ])('a %s port is one sentence that says what is missing, and exit code 2', async (_name, spec, says) => {
    const program = npx(bare, ['run', '--port', spec]);
    expect(await program.exited).toBe(2);
    expect(program.stdout()).toBe('');
    const reasons = program
      .stderr()
      .split('\n')
      .filter((line) => REASON.test(line));
    expect(reasons).toEqual([expect.stringMatching(says)]);
  });
});
