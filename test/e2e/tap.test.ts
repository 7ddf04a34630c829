import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../tools/free-port.js';
import { needs } from '../support/needs.ts';
import { fill, smallDisk } from '../support/small-disk.ts';
import { folder, logged, type Program, start, until } from './program.ts';

/** A module of ours in the place of a genuine one, and a tap before it. */
async function tapped(host: string, options: readonly string[] = []) {
  const port = await freePort();
  const module = start(['run', '--port', `tcp-listen:${port}`, '--log-level', 'silent', '--no-terminal']);
  await until('the module', () => (module.stdout().includes('up') ? true : undefined));
  const tap = start(['tap', host, `tcp:127.0.0.1:${port}`, ...options]);
  await until('the tap', () => (/Tapping/.test(tap.stdout() + tap.stderr()) ? true : undefined));
  return { module, tap };
}

async function dial(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

async function ask(socket: Socket, line: string, wanted: string): Promise<void> {
  let heard = '';
  const hear = (bytes: Buffer): void => {
    heard += bytes;
  };
  socket.on('data', hear);
  socket.write(line);
  await until(wanted, () => (heard.includes(wanted) ? true : undefined));
  socket.off('data', hear);
}

/** Of its whole lines, for it may just be written. */
function entriesIn(file: string): Record<string, unknown>[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

async function end(program: Program): Promise<number | string> {
  program.child.kill('SIGINT');
  return program.exited;
}

test('atmqtt tap --record FILE hands on, shows and records what host and module say; Ctrl-C leaves the file whole', async () => {
  const port = await freePort();
  const file = join(folder(), 'session.ndjson');
  const { tap } = await tapped(`tcp-listen:${port}`, ['--record', file]);
  const socket = await dial(port);
  await ask(socket, 'ATE0\r\nAT+MQTTUSERCFG=0,1,"id","user","hunter2",0,0,""\r\n', 'OK\r\n\r\nOK\r\n');
  expect(await end(tap)).toBe(0);
  expect(tap.stderr()).toContain(`has all that goes over the line, passwords too`);
  expect(tap.stdout()).toMatch(
    /^\d\d:\d\d:\d\d\.\d{3} host > AT\+MQTTUSERCFG=0,1,"id","user","\*\*\*",0,0,""$/m,
  );
  expect(tap.stdout()).toMatch(/^\d\d:\d\d:\d\d\.\d{3} module < OK$/m);
  expect(tap.stdout()).not.toContain('hunter2');
  const [header, ...entries] = entriesIn(file);
  expect(header).toMatchObject({ format: 'atmqtt-recording', version: 1, host: `tcp-listen:${port}` });
  const host = entries.filter(({ dir }) => dir === 'host').map(({ text }) => text);
  expect(host.join('')).toBe('ATE0\r\nAT+MQTTUSERCFG=0,1,"id","user","hunter2",0,0,""\r\n');
  expect(entries.at(-1)).toMatchObject({ event: 'ended' });
  expect(statSync(file).mode & 0o777).toBe(0o600);

  const shown = start(['record', 'show', file]);
  expect(await shown.exited).toBe(0);
  const seen = (text: string) => text.split('\n').filter((line) => / (?:host >|module <) /.test(line));
  const without = (text: string) => seen(text).map((line) => line.replace(/^ *[\d.:]+ /, ''));
  expect(without(shown.stdout())).toEqual(without(tap.stdout()));
  expect(without(shown.stdout()).length).toBeGreaterThan(3);
});

test('--mask leaves passwords out of the recording, --quiet shows nothing', async () => {
  const port = await freePort();
  const file = join(folder(), 'session.ndjson');
  const { tap } = await tapped(`tcp-listen:${port}`, ['--record', file, '--mask', '--quiet']);
  await ask(await dial(port), 'AT+MQTTUSERCFG=0,1,"id","user","hunter2",0,0,""\r\n', 'OK\r\n');
  expect(await end(tap)).toBe(0);
  expect(readFileSync(file, 'utf8')).not.toContain('hunter2');
  expect(entriesIn(file)[0]).toMatchObject({ masked: true });
  expect(tap.stdout()).not.toContain('AT+');
});

test('a tap that is killed leaves a recording that can be read up to there', async () => {
  const port = await freePort();
  const file = join(folder(), 'session.ndjson');
  const { tap } = await tapped(`tcp-listen:${port}`, ['--record', file]);
  const socket = await dial(port);
  await ask(socket, 'AT+GMR\r\n', 'OK\r\n');
  await until('the answer in the file', () => (readFileSync(file, 'utf8').includes('OK') ? true : undefined));
  tap.child.kill('SIGKILL');
  await tap.exited;
  const said = entriesIn(file).map(({ text }) => text ?? '');
  expect(said.join('')).toContain('AT+GMR\r\n');
});

test(
  '--record takes a pipe whose reader comes late, goes on when it goes, and says so once',
  needs('Unix'),
  async () => {
    const port = await freePort();
    const pipe = join(folder(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const { tap } = await tapped(`tcp-listen:${port}`, ['--record', pipe]);
    const socket = await dial(port);
    await ask(socket, 'AT\r\n', 'OK\r\n');
    const reader = spawn('cat', [pipe]);
    let read = '';
    reader.stdout.on('data', (text: Buffer) => {
      read += text;
    });
    await until('the recording', () => (read.includes('OK') ? true : undefined));
    reader.kill();
    await once(reader, 'close');
    for (let count = 0; count < 3; count++) await ask(socket, 'AT\r\n', 'OK\r\n');
    await logged(tap, 'is not whole from here on');
    expect(await end(tap)).toBe(0);
    expect(tap.stderr().match(/is not whole/g)).toHaveLength(1);
    expect(tap.stderr()).toMatch(/\d+ bytes of what was said are missing in the recording/);
  },
);

describe('a full disk', needs('a small disk'), () => {
  test('stops the recording, not the tap; it is told once, and what is missing stands in the file', async () => {
    const port = await freePort();
    const disk = smallDisk(1_048_576);
    const file = join(disk, 'session.ndjson');
    const { tap } = await tapped(`tcp-listen:${port}`, ['--record', file, '--quiet']);
    const socket = await dial(port);
    await ask(socket, 'ATE0\r\n', 'OK\r\n');
    const filler = fill(disk, 4096);
    for (let count = 0; count < 200; count++) await ask(socket, 'AT+CMD=?\r\nAT\r\n', 'OK\r\n');
    await logged(tap, 'is not whole from here on: ENOSPC');
    rmSync(filler);
    await ask(socket, 'AT+GMR\r\n', 'OK\r\n');
    expect(await end(tap)).toBe(0);
    expect(tap.stderr().match(/is not whole/g)).toHaveLength(1);
    const entries = entriesIn(file);
    expect(entries.find(({ event }) => event === 'gap')?.['bytes']).toBeGreaterThan(0);
    expect(entries.map(({ text }) => text ?? '').join('')).toContain('AT+GMR\r\n');
  });
});

test('/dev/full as the recording, and a file that cannot be made', needs('Linux'), async () => {
  const port = await freePort();
  const { tap } = await tapped(`tcp-listen:${port}`, ['--record', '/dev/full']);
  const socket = await dial(port);
  for (let count = 0; count < 5; count++) await ask(socket, 'AT\r\n', 'OK\r\n');
  expect(await end(tap)).toBe(0);
  expect(tap.stderr().match(/is not whole from here on: ENOSPC/g)).toHaveLength(1);

  const missing = start(['tap', 'pty', 'pty', '--record', '/there/is/no/folder']);
  expect(await missing.exited).toBe(2);
  expect(missing.stderr()).toContain('The recording /there/is/no/folder cannot be written: ENOENT');
});

test('a mistake in the ports is told before anything is opened, and an earlier recording stays', async () => {
  const file = join(folder(), 'session.ndjson');
  writeFileSync(file, 'precious');
  for (const [host, module, why] of [
    ['stdio', 'stdio', 'one side of a tap'],
    ['nonsense', 'pty', 'nonsense'],
    ['pty', 'serial:/dev/there-is-none', 'there-is-none'],
  ] as const) {
    const tap = start(['tap', host, module, '--record', file]);
    expect(await tap.exited).not.toBe(0);
    expect(tap.stderr()).toContain(why);
  }
  expect(readFileSync(file, 'utf8')).toBe('precious');
});

test('a program as the host ends the tap, with its exit code', async () => {
  const { tap } = await tapped('exec:printf "AT\\r\\n"; read answer; read answer; exit 3', ['--record', '-']);
  expect(await tap.exited).toBe(3);
  // The recording is what goes to standard output, the view goes to standard error.
  expect(tap.stdout().split('\n')[0]).toContain('atmqtt-recording');
  expect(tap.stderr()).toContain('host > AT');
});

test(
  'a terminal as the host, which comes and goes, on the way to a module at a terminal',
  needs('socat'),
  async () => {
    const place = folder();
    const [link, host] = [join(place, 'module'), join(place, 'host')];
    const module = start(['run', '--port', `pty:${link}`, '--log-level', 'silent', '--no-terminal']);
    await until('the module', () => (module.stdout().includes('up') ? true : undefined));
    const tap = start(['tap', `pty:${host}`, `pty:${link}`, '--record', join(place, 'session')]);
    await until('the tap', () => (existsSync(host) && tap.stdout().includes('Tapping') ? true : undefined));
    const hostEvents = () => entriesIn(join(place, 'session')).filter(({ side }) => side === 'host');
    for (let count = 1; count <= 2; count++) {
      const terminal = spawn('socat', ['-', `${host},raw,echo=0`], { stdio: ['pipe', 'pipe', 'inherit'] });
      onTestFinished(() => void terminal.kill());
      let said = '';
      terminal.stdout.on('data', (text: Buffer) => {
        said += text;
      });
      terminal.stdin.write('AT+GMR\r\n');
      await until('the answer', () => (said.includes('OK\r\n') ? true : undefined));
      terminal.stdin.end();
      // That a terminal was closed is seen a little later, and not at all when somebody has opened it again by then.
      await until('its end', () => (hostEvents().length === 2 * count ? true : undefined));
    }
    expect(await end(tap)).toBe(0);
    const events = hostEvents();
    expect(events.map(({ event }) => event)).toEqual(['opened', 'closed', 'opened', 'closed']);
  },
);
