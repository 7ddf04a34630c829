import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isPortError, parsePortSpec } from '#ports/index';
import { needs } from '../../support/needs.ts';
import { failure, openPort, Recorder, read, tempFolder, within, write } from '../support/helpers.ts';

const path = () => join(tempFolder(), 'esp.sock');

async function refusal(spec: string): Promise<{ code: string; message: string }> {
  const error = await failure(() => parsePortSpec(spec).open(new Recorder()));
  if (!isPortError(error)) throw error;
  return { code: error.code, message: error.message };
}

/** Leaves a socket behind as a program does that is killed. */
async function leaveStale(socket: string): Promise<void> {
  const script = 'require("net").createServer().listen(process.argv[1], () => console.log("up"))';
  const program = spawn(process.execPath, ['-e', script, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void program.kill('SIGKILL'));
  await within('program', once(program.stdout, 'data'));
  const over = once(program, 'exit');
  program.kill('SIGKILL');
  await within('its end', over);
  expect(lstatSync(socket).isSocket()).toBe(true);
}

/** For the rest of the test this process is a user who may not do everything. */
function leaveRoot(): void {
  if (process.geteuid?.() !== 0) return;
  process.seteuid?.('nobody');
  onTestFinished(() => void process.seteuid?.(0));
}

describe('a Unix socket', needs('Unix'), () => {
  test('is for its owner alone, and gone when the port is closed', async () => {
    const socket = path();
    const mask = process.umask();
    const { port, events } = await openPort(`unix-listen:${socket}`);
    expect(port.info).toEqual({ kind: 'unix', path: socket });
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    expect(process.umask()).toBe(mask);
    await port.close();
    expect(existsSync(socket)).toBe(false);
    expect(events.notices).toEqual([]);
  });

  test('has hosts of different names, and fork is reported', async () => {
    const socket = path();
    const { port, events } = await openPort(`unix-listen:${socket},fork`);
    expect(port.info).toEqual({ kind: 'unix', path: socket, fork: true });
    for (const name of ['one', 'two']) {
      const host = connect(socket);
      onTestFinished(() => void host.destroy());
      const heard = read(await events.next(), 3);
      await write(host, name);
      expect(`${await heard}`).toBe(name);
    }
    expect(events.names).toEqual([`unix ${socket} #1`, `unix ${socket} #2`]);
  });

  test('takes the place of one that a dead program has left', async () => {
    const socket = path();
    await leaveStale(socket);
    const { events } = await openPort(`unix-listen:${socket}`);
    const host = connect(socket);
    onTestFinished(() => void host.destroy());
    const heard = read(await events.next(), 2);
    await write(host, 'AT');
    expect(`${await heard}`).toBe('AT');
  });

  test('of a program that lives is left to it', async () => {
    const socket = path();
    const { events } = await openPort(`unix-listen:${socket}`);
    expect(await refusal(`unix-listen:${socket}`)).toEqual({
      code: 'TAKEN',
      message: `unix-listen ${socket} is in use by another program; choose another path`,
    });
    const host = connect(socket);
    onTestFinished(() => void host.destroy());
    // The first caller was the question whether anybody lives.
    await events.next();
    const heard = read(await events.next(), 2);
    await write(host, 'AT');
    expect(`${await heard}`).toBe('AT');
  });

  test('never takes the place of a file, a folder or a link', async () => {
    const folder = tempFolder();
    const [file, inner, link] = [join(folder, 'file'), join(folder, 'inner'), join(folder, 'link')];
    writeFileSync(file, 'precious');
    mkdirSync(inner);
    symlinkSync(file, link);
    for (const [there, what] of [
      [file, 'an ordinary file'],
      [inner, 'a folder'],
      [link, 'a link'],
    ]) {
      expect(await refusal(`unix-listen:${there}`)).toEqual({
        code: 'TAKEN',
        message: `unix-listen ${there} is ${what} and not a socket; choose another path`,
      });
    }
    expect(readFileSync(file, 'utf8')).toBe('precious');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
  });

  test('is not made in a folder that does not exist', async () => {
    const socket = join(tempFolder(), 'missing', 'esp.sock');
    expect(await refusal(`unix-listen:${socket}`)).toEqual({
      code: 'UNAVAILABLE',
      message: `unix-listen ${socket} cannot be created, because its folder does not exist; create it or choose another path`,
    });
  });

  test('is not made in a folder of somebody else', async () => {
    const folder = tempFolder();
    chmodSync(folder, 0o555);
    leaveRoot();
    expect(await refusal(`unix-listen:${join(folder, 'esp.sock')}`)).toEqual({
      code: 'DENIED',
      message: `unix-listen ${join(folder, 'esp.sock')} cannot be created, because you may not write to its folder; choose another path`,
    });
  });

  test('of somebody else is left alone', async () => {
    const folder = tempFolder();
    chmodSync(folder, 0o755);
    const socket = join(folder, 'esp.sock');
    await openPort(`unix-listen:${socket}`);
    if (process.geteuid?.() !== 0) chmodSync(socket, 0);
    leaveRoot();
    expect(await refusal(`unix-listen:${socket}`)).toEqual({
      code: 'DENIED',
      message: `unix-listen ${socket} belongs to another user; choose another path`,
    });
  });

  test('left by a dead program where nothing can be removed is said to be so', async () => {
    const socket = path();
    await leaveStale(socket);
    chmodSync(socket, 0o666);
    chmodSync(join(socket, '..'), 0o555);
    leaveRoot();
    const { code, message } = await refusal(`unix-listen:${socket}`);
    expect(code).toBe('DENIED');
    expect(message).toMatch(
      /was left by a program that has ended, and cannot be removed .*; choose another path$/,
    );
  });

  test('is removed when the process exits without closing the port', async () => {
    const socket = path();
    const before = new Set(process.listeners('exit'));
    const { port } = await openPort(`unix-listen:${socket}`);
    const added = process.listeners('exit').filter((listener) => !before.has(listener));
    expect(added.length).toBe(1);
    for (const listener of added) listener.call(process, 0);
    expect(existsSync(socket)).toBe(false);
    await port.close();
    expect(process.listeners('exit').filter((listener) => !before.has(listener))).toEqual([]);
  });

  test('may have as long a path as the system allows', async () => {
    const folder = tempFolder();
    const room = (process.platform === 'linux' ? 107 : 103) - folder.length - 1;
    const socket = join(folder, 'x'.repeat(room));
    const { events } = await openPort(`unix-listen:${socket}`);
    expect(lstatSync(socket).isSocket()).toBe(true);
    const { port } = await openPort(`unix:${socket}`);
    expect(port.info).toEqual({ kind: 'unix', path: socket, dials: true });
    await events.next();
  });
});
