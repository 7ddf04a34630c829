import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { dialHost, hostOn } from '../support/hosts.ts';
import { needs } from '../support/needs.ts';
import { folder, MAIN, readyFile, start, until } from './program.ts';

/** A TCP port that is taken while the test runs. */
async function takenPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function refused(args: readonly string[], code = 2): Promise<string> {
  const program = start(args);
  expect(await program.exited).toBe(code);
  expect(program.stdout()).toBe('');
  return program.stderr();
}

describe('what the user can mend is one sentence and exit code 2', () => {
  test('a disk that is full', () => {
    const full = openSync('/dev/full', 'w');
    onTestFinished(() => closeSync(full));
    const { status, stderr } = spawnSync(process.execPath, [MAIN, 'explain', '6006'], {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    expect(stderr).toMatch(/^atmqtt: Standard output cannot be written: ENOSPC.*\n$/);
    expect(status).toBe(2);
  });

  test('an unknown option', async () => {
    expect(await refused(['run', '--prot', 'pty'])).toMatch(/^atmqtt: unknown option '--prot'/);
  });

  test('an unknown command', async () => {
    expect(await refused(['runn'])).toMatch(/^atmqtt: .*runn/);
  });

  test('a malformed port', async () => {
    expect(await refused(['--port', 'tcp-listen:x'])).toMatch(/^atmqtt: "tcp-listen:x" .*\n$/);
  });

  test('a taken port', async () => {
    const port = await takenPort();
    const reason = `atmqtt: tcp-listen 127.0.0.1:${port} is in use by another program; choose another port, or 0 for any free one\n`;
    expect(await refused(['--port', `tcp-listen:${port}`, '--wait', '0'], 75)).toBe(reason);
  });

  test('a taken broker port that was asked for', async () => {
    const port = await takenPort();
    const ports = ['--port', 'tcp-listen:0', '--broker', `127.0.0.1:${port}`];
    expect(await refused([...ports, '--wait', '0'], 75)).toMatch(/in use/);
  });

  test('a setting that does not exist, with the nearest one', async () => {
    expect(await refused(['--set', 'rxBufferByte=1'])).toBe(
      'atmqtt: There is no setting rxBufferByte; did you mean rxBufferBytes?\n',
    );
  });

  test('a setting with a wrong value', async () => {
    expect(await refused(['--set', 'links=9'])).toBe('atmqtt: The setting links takes 1 to 5.\n');
  });

  test('a flash directory that is a file', async () => {
    const file = join(folder(), 'file');
    writeFileSync(file, '');
    expect(await refused(['--port', 'tcp-listen:0', '--flash', file])).toMatch(
      /^atmqtt: The flash directory .* cannot be used: .*\n$/,
    );
  });

  test('a ready file that cannot be written', async () => {
    const here = folder();
    const [file, link] = [join(here, 'missing', 'ready.json'), join(here, 'tty')];
    expect(await refused(['--port', `pty:${link}`, '--ready-file', file])).toMatch(/^atmqtt: The ready file/);
    // What was open by then is let go.
    expect(readdirSync(here)).toEqual([]);
  });

  test('no code', async () => {
    expect(await refused(['explain', 'zz'])).toMatch(/^atmqtt: "zz" is not a code/);
  });
});

test('explain says what a code means, who gives it and what to do', async () => {
  const program = start(['explain', '6006']);
  expect(await program.exited).toBe(0);
  expect(program.stdout()).toContain('0x010a6006  AT_MQTT_NULL_LINK');
  expect(program.stdout()).toContain('AT+MQTTPUB=…: state 0, 1, 2');
  expect(program.stdout()).toContain('Send AT+MQTTCONN');
});

test('the stdio port answers and ends with its input', async () => {
  const program = start(['run', '--port', 'stdio', '--set', 'wifi.autojoin=false']);
  program.child.stdin?.end('AT\r\nAT+CWMODE?\r\n');
  expect(await program.exited).toBe(0);
  expect(program.stdout()).toBe('\r\nready\r\nAT\r\n\r\nOK\r\nAT+CWMODE?\r\n+CWMODE:1\r\n\r\nOK\r\n');
});

test.each([
  [['config', 'show']],
  [['explain', '6006']],
  [['run', '--port', `exec:printf 'AT\\r\\n'; exec sleep 60`, '--expect', 'OK']],
])('%j ends well when nobody reads what it prints', async (args) => {
  const program = start(args);
  program.child.stdout?.destroy();
  expect(await program.exited).toBe(0);
  expect(program.stderr()).toBe('');
});

test.each(['run', 'swarm'])('help of %s shows no default in the words of the code', async (command) => {
  const program = start([command, '--help']);
  expect(await program.exited).toBe(0);
  expect(program.stdout()).toMatch(/\(default:\s+none\)/);
  expect(program.stdout()).not.toContain('[]');
});

test('a busy default broker port moves to a free one and says so', async () => {
  const blocker = createServer();
  // Whoever has 1883 already serves as well.
  await new Promise<void>((resolve) =>
    blocker.once('error', () => resolve()).listen(1883, '127.0.0.1', resolve),
  );
  onTestFinished(() => new Promise<void>((resolve) => blocker.close(() => resolve())));
  const file = join(folder(), 'ready.json');
  const program = start(['run', '--port', 'tcp-listen:0', '--broker', '--ready-file', file]);
  const ready = (await readyFile(file)) as unknown as { broker: { url: string } };
  expect(new URL(ready.broker.url).port).not.toBe('1883');
  await until('notice', () => (program.stderr().includes('port 1883 is in use') ? true : undefined));
});

test('a TCP host that has sent all it wants still gets its replies, also late ones', async () => {
  const file = join(folder(), 'ready.json');
  start(['run', '--port', 'tcp-listen:0', '--broker', '127.0.0.1:0', '--ready-file', file]);
  const ready = (await readyFile(file)) as unknown as {
    modules: { ports: { port: number }[] }[];
    broker: { url: string };
  };
  const socket = connect({
    port: ready.modules[0]?.ports[0]?.port ?? 0,
    host: '127.0.0.1',
    allowHalfOpen: true,
  });
  onTestFinished(() => void socket.destroy());
  const host = hostOn(socket);
  const ended = once(socket, 'end');
  const { port } = new URL(ready.broker.url);
  socket.end(`ATE0\r\nAT+MQTTUSERCFG=0,1,"c","","",0,0,""\r\nAT+MQTTCONN=0,"127.0.0.1",${port},0\r\n`);
  await ended;
  expect(host.unread.toString()).toContain(`+MQTTCONNECTED:0,1,"127.0.0.1","${port}","",0\r\n\r\nOK\r\n`);
});

test('with fork each connection has a module of its own', async () => {
  const file = join(folder(), 'ready.json');
  start(['run', '--port', 'tcp-listen:0,fork', '--ready-file', file]);
  const ready = (await readyFile(file)) as unknown as {
    modules: { name: string; ports: { port: number }[] }[];
  };
  const port = ready.modules[0]?.ports[0]?.port ?? 0;
  const ask = async (lines: string, last: RegExp): Promise<string> => {
    const host = await dialHost(port);
    host.send(lines);
    return host.expect(last);
  };
  const boot = '\r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n';
  expect(await ask('ATE0\r\nAT+SLEEP=2\r\nAT+SLEEP?\r\n', /\+SLEEP:2/)).toContain(boot);
  expect(await ask('AT+SLEEP?\r\n', /\+SLEEP:\d/)).toContain('+SLEEP:0');
});

test('--json prints the ready line, and the log as JSON', async () => {
  const program = start(['run', '--port', 'tcp-listen:0', '--json', '--log-level', 'debug']);
  const line = await until('line', () => (program.stdout().includes('\n') ? program.stdout() : undefined));
  const [ready = ''] = line.split('\n');
  expect(JSON.parse(ready)).toMatchObject({ ready: true, modules: [{ name: 'module0' }] });
  program.child.kill('SIGINT');
  expect(await program.exited).toBe(0);
  for (const each of program.stderr().split('\n').filter(Boolean)) JSON.parse(each);
});

describe('a run ends well when its folder is gone before it', () => {
  test.each([
    ['with its ready file', ['--port', 'tcp-listen:127.0.0.1:0', '--ready-file', '@/ready.json']],
    ['with the link of a pseudo-terminal', ['--port', 'pty:@/tty']],
    ['with a Unix socket', ['--port', 'unix-listen:@/socket']],
    ['with its flash', ['--port', 'tcp-listen:127.0.0.1:0', '--flash', '@/flash']],
  ])('%s', needs('Unix'), async (_name, args) => {
    const here = folder();
    const program = start(['run', ...args.map((each) => each.replace('@', here))]);
    await until('ports', () => (/is up.*module0/s.test(program.stdout()) ? true : undefined));
    rmSync(here, { recursive: true });
    program.child.kill('SIGTERM');
    expect(await program.exited).toBe(0);
    expect(program.stderr()).toBe('');
  });
});
