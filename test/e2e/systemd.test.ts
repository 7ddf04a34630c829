import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { needs } from '../support/needs.ts';
import { folder, logged, start, until } from './program.ts';

/** What a service manager receives, a line of JSON each: when it came, in seconds, and who sent it. */
const RECEIVER = `
import json, socket, struct, sys, time
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
receiver.bind(sys.argv[1])
print('{}', flush=True)
while True:
    data, ancillary, _, _ = receiver.recvmsg(4096, 1024)
    pid = struct.unpack('3i', ancillary[0][2])[0]
    print(json.dumps({'at': time.monotonic(), 'pid': pid, 'said': data.decode()}), flush=True)
`;

interface Told {
  readonly at: number;
  readonly pid: number;
  readonly said: string;
}

/** A receiver in the place of systemd: its socket, and what it was told. */
async function receiver(): Promise<{ path: string; told: Told[]; said: () => string[] }> {
  const path = join(folder(), 'notify');
  const child = spawn('python3', ['-c', RECEIVER, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await once(child, 'close');
  });
  const told: Told[] = [];
  let [text, up] = ['', false];
  child.stdout.on('data', (chunk) => {
    text += chunk;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n')) {
      const each = JSON.parse(text.slice(0, end)) as Partial<Told>;
      text = text.slice(end + 1);
      if (each.said === undefined) up = true;
      else told.push(each as Told);
    }
  });
  await until('receiver', () => up || undefined);
  return { path, told, said: () => told.map(({ said }) => said) };
}

describe('under a service manager', needs('Linux', 'python3', 'node-unix-socket'), () => {
  test('READY when all is up, STATUS, beats of the watchdog, STOPPING', async () => {
    const { path, told, said } = await receiver();
    const program = start(['run', '--port', 'tcp-listen:0'], {
      env: { NOTIFY_SOCKET: path, WATCHDOG_USEC: '400000' },
    });
    await until('READY=1', () => said().includes('READY=1') || undefined);
    const beats = () => told.filter((each) => each.said === 'WATCHDOG=1');
    await until('beats', () => beats().length >= 6 || undefined);
    for (const [index, { at }] of beats().slice(1).entries()) {
      expect(at - (beats()[index]?.at ?? 0)).toBeLessThan(0.4);
    }
    // systemd takes it from the main process alone.
    expect(new Set(told.map(({ pid }) => pid))).toEqual(new Set([program.child.pid]));
    expect(said()).toContain('STATUS=ready: 1 module, 0 links connected');
    program.child.kill('SIGTERM');
    expect(await program.exited).toBe(0);
    await until('STOPPING=1', () => said().includes('STOPPING=1') || undefined);
  });

  test('with --wait forever it is ready at once, and the status names what is awaited', async () => {
    const { path, said } = await receiver();
    const device = join(folder(), 'ttyUSB0');
    const ports = ['--port', `serial:${device}`, '--port', 'tcp-listen:0'];
    start(['run', ...ports, '--wait', 'forever'], { env: { NOTIFY_SOCKET: path } });
    await until('READY=1', () => said().includes('READY=1') || undefined);
    expect(said()).toContainEqual(expect.stringContaining(`STATUS=not ready: waiting for serial:${device}`));
    start(['run', '--port', `pty:${device}`]);
    await until('another status', () => said().some((each) => each.startsWith('STATUS=ready')) || undefined);
  });

  test('with a time to wait it asks for that time, and is ready when all is there', async () => {
    const { path, said } = await receiver();
    const device = join(folder(), 'ttyUSB0');
    start(['run', '--port', `serial:${device}`, '--wait', '60'], { env: { NOTIFY_SOCKET: path } });
    await until(
      'more time',
      () => said().some((each) => /^EXTEND_TIMEOUT_USEC=90\d{6}$/.test(each)) || undefined,
    );
    expect(said()).not.toContain('READY=1');
    start(['run', '--port', `pty:${device}`]);
    await until('READY=1', () => said().includes('READY=1') || undefined);
  });

  test('SIGHUP is told as a reload, and as its end', async () => {
    const { path, said } = await receiver();
    const file = join(folder(), 'atmqtt.yaml');
    writeFileSync(file, 'logLevel: info\nmodules: { a: { ports: ["tcp-listen:0"] } }\n');
    const program = start(['run', '--config', file], { env: { NOTIFY_SOCKET: path } });
    await until('READY=1', () => said().includes('READY=1') || undefined);
    program.child.kill('SIGHUP');
    const reload = await until('a reload', () => said().find((each) => each.startsWith('RELOADING=1')));
    expect(reload).toMatch(/^RELOADING=1\nMONOTONIC_USEC=\d+$/);
    await until('READY=1 behind it', () => {
      const after = said().slice(said().indexOf(reload));
      return after.includes('READY=1') || undefined;
    });
  });

  test('a socket that is not there, or is abstract, is told, and the program runs', async () => {
    const gone = start(['run', '--port', 'tcp-listen:0'], { env: { NOTIFY_SOCKET: '/nowhere/notify' } });
    await logged(gone, 'cannot be told how far this program is: /nowhere/notify');
    await until('the program', () => gone.stdout().includes('atmqtt is up') || undefined);
    const abstract = start(['run', '--port', 'tcp-listen:0'], { env: { NOTIFY_SOCKET: '@atmqtt' } });
    await logged(abstract, 'only sockets with a path can be reached');
    await until('the program', () => abstract.stdout().includes('atmqtt is up') || undefined);
  });
});
