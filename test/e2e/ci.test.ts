import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Event, eventSchema } from '#expect/events';
import { parseXml } from '../expect/parse-xml.ts';
import { needs } from '../support/needs.ts';
import { programPath } from '../support/programs.ts';
import { folder, type Program, readyFile, start, until } from './program.ts';

const TCP = ['run', '--port', 'tcp-listen:0', '--log-level', 'error'];
const SECRET = 'hunter2';

/** A host in Node on the TCP port: sends lines, prints what comes, and ends once it has seen a text. */
function nodeHost(lines: readonly string[], last: string, code = 0): string {
  const file = join(folder(), 'host.mjs');
  writeFileSync(
    file,
    `import { connect } from 'node:net';
const [host, port] = process.env.ATMQTT_TCP.split(':');
const socket = connect(Number(port), host);
let text = '';
socket.on('data', (chunk) => {
  text += chunk;
  if (!text.includes(${JSON.stringify(last)})) return;
  process.stdout.write(text, () => process.exit(${code}));
});
const { port: broker } = new URL(process.env.ATMQTT_BROKER ?? 'mqtt://none:1');
for (const line of ${JSON.stringify(lines)}) socket.write(line.replace('{port}', broker) + '\\r\\n');
`,
  );
  return `${process.execPath} ${file}`;
}

const PYTHON_HOST = `
import os, serial, sys
with serial.Serial(os.environ['ATMQTT_TTY'], 115200, timeout=10) as tty:
    tty.write(b'AT\\r\\n')
    answer = tty.read_until(b'OK\\r\\n')
print(repr(answer))
print(sys.stdin.read())
sys.exit(5)
`;

function ended(program: Program): Promise<number | string> {
  return program.exited;
}

/** Whether a process runs; what has ended and was not asked for does not. */
function alive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** The number in a file, once a whole line is there. */
function pidIn(file: string): Promise<number> {
  return until(file, () => {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    return text.endsWith('\n') ? Number(text) : undefined;
  });
}

function events(program: Program): Event[] {
  const [, ...lines] = program.stdout().split('\n').filter(Boolean);
  return lines.map((line) => eventSchema.parse(JSON.parse(line)));
}

describe('--exec', () => {
  test('runs a Python host on the tty, with standard streams and exit code', needs('pyserial'), async () => {
    const file = join(folder(), 'host.py');
    writeFileSync(file, PYTHON_HOST);
    const link = join(folder(), 'tty');
    const command = `${programPath('pyserial')} ${file}`;
    const program = start(['run', '--port', `pty:${link}`, '--log-level', 'error', '--exec', command]);
    program.child.stdin?.end('from standard input');
    expect(await ended(program)).toBe(5);
    expect(program.stdout()).toContain(String.raw`b'AT\r\n\r\nOK\r\n'`);
    expect(program.stdout()).toContain('from standard input');
    expect(program.stderr()).toBe('atmqtt: The program of --exec exited with code 5.\n');
  });

  test('runs a Node host on the TCP port, which finds the broker', async () => {
    const host = nodeHost(
      ['ATE0', 'AT+MQTTUSERCFG=0,1,"c","","",0,0,""', 'AT+MQTTCONN=0,"127.0.0.1",{port},0'],
      '+MQTTCONNECTED:0,1',
    );
    const program = start([...TCP, '--broker', '127.0.0.1:0', '--exec', host]);
    expect(await ended(program)).toBe(0);
    expect(program.stdout()).toContain('+MQTTCONNECTED:0,1');
    expect(program.stderr()).toBe('');
  });

  test.each([
    ['exit 42', 42],
    ['kill -TERM $$', 143],
    ['no-such-program-at-all', 127],
  ])('ends with the exit code of %j', async (command, code) => {
    const program = start([...TCP, '--exec', command]);
    expect(await ended(program)).toBe(code);
  });

  test('passes SIGTERM on and takes the exit code of the program', async () => {
    const file = join(folder(), 'pid');
    const program = start([
      ...TCP,
      '--exec',
      `trap "exit 9" TERM; echo $$ >${file}; while :; do sleep 0.05; done`,
    ]);
    const pid = await pidIn(file);
    program.child.kill('SIGTERM');
    expect(await ended(program)).toBe(9);
    expect(alive(pid)).toBe(false);
  });

  test('leaves nothing running, whatever ignores the signal', async () => {
    const file = join(folder(), 'pid');
    const command = `trap "" TERM; (trap "" TERM; while :; do sleep 1; done) & echo $! >${file}; wait; sleep 60`;
    const program = start([...TCP, '--exec', command]);
    const grandchild = await pidIn(file);
    expect(alive(grandchild)).toBe(true);
    program.child.kill('SIGTERM');
    expect(await ended(program)).toBe(137);
    await until('end of the grandchild', () => (alive(grandchild) ? undefined : true));
  });

  test('hands no pseudo-terminal of ours to the program', async () => {
    const link = join(folder(), 'tty');
    const program = start(['run', '--port', `pty:${link}`, '--exec', 'ls -l /proc/self/fd']);
    expect(await ended(program)).toBe(0);
    expect(program.stdout()).toContain('/proc/');
    expect(program.stdout()).not.toMatch(/ptmx/);
  });

  test('does not go with the port stdio', async () => {
    const program = start(['run', '--port', 'stdio', '--exec', 'true']);
    expect(await ended(program)).toBe(2);
    expect(program.stderr()).toBe(
      'atmqtt: --exec and the port stdio both want standard input and output; choose another port.\n',
    );
  });
});

describe('--expect and --fail', () => {
  test('end the run well once all has come in order, and the program with it', async () => {
    const file = join(folder(), 'pid');
    const host = nodeHost(['ATE0', 'AT+GMR'], 'never');
    const program = start([
      ...TCP,
      '--exec',
      `echo $$ >${file}; ${host}; sleep 60`,
      '--expect',
      'AT+GMR',
      '--expect',
      '/AT version:.*\\r\\n[\\s\\S]*OK/',
    ]);
    expect(await ended(program)).toBe(0);
    expect(program.stderr()).toBe('');
    expect(alive(await pidIn(file))).toBe(false);
  });

  test('fail when the time is up, with the last of the traffic and no secret', async () => {
    const host = nodeHost([`AT+CWJAP="lab","${SECRET}"`], 'never');
    const program = start([...TCP, '--exec', host, '--expect', '+MQTTCONNECTED', '--timeout', '3']);
    expect(await ended(program)).toBe(1);
    expect(program.stderr()).toMatch(/^atmqtt: --expect "\+MQTTCONNECTED" did not come within 3 s\.\n/);
    expect(program.stderr()).toContain('> AT+CWJAP="lab","***"\n');
    expect(program.stderr()).toContain('  module0 < OK\n');
    expect(program.stderr()).not.toContain(SECRET);
  });

  test('fail at once when something comes that must not', async () => {
    const host = nodeHost(['AT+NONSENSE'], 'never');
    const program = start([...TCP, '--exec', host, '--fail', 'ERROR', '--timeout', '60']);
    expect(await ended(program)).toBe(1);
    expect(program.stderr()).toContain('atmqtt: --fail "ERROR" came: module0 < ERROR\n');
  });

  test.each([
    [0, 1],
    [6, 6],
  ])('a program that ends with %i before all has come makes it %i', async (code, expected) => {
    const host = nodeHost(['AT'], 'OK', code);
    const program = start([...TCP, '--exec', host, '--expect', 'OK', '--expect', '+MQTTCONNECTED']);
    expect(await ended(program)).toBe(expected);
    expect(program.stderr()).toContain(
      `The program of --exec exited with code ${code} before --expect "+MQTTCONNECTED" came.`,
    );
  });

  test('a signal before all has come is no success', async () => {
    const file = join(folder(), 'ready.json');
    const program = start([...TCP, '--ready-file', file, '--expect', 'never']);
    await readyFile(file);
    program.child.kill('SIGTERM');
    expect(await ended(program)).toBe(143);
    expect(program.stderr()).toContain('SIGTERM ended the run before --expect "never" came.');
  });

  test('a host on standard input that goes before all has come is none either', async () => {
    const program = start(['run', '--port', 'stdio', '--expect', 'OK', '--expect', 'never']);
    program.child.stdin?.end('AT\r\n');
    expect(await ended(program)).toBe(1);
    expect(program.stderr()).toContain('The host has gone before --expect "never" came.');
    const other = start(['run', '--port', 'stdio', '--expect', 'OK']);
    other.child.stdin?.end('AT\r\n');
    expect(await ended(other)).toBe(0);
  });

  test('--timeout alone is a limit for the run', async () => {
    const program = start([...TCP, '--timeout', '0.2']);
    expect(await ended(program)).toBe(1);
    expect(program.stderr()).toContain('The run did not end within 0.2 s.');
  });

  test('a regular expression that is none is one sentence', async () => {
    const program = start([...TCP, '--expect', '/(/']);
    expect(await ended(program)).toBe(2);
    expect(program.stderr()).toBe('atmqtt: --expect /(/ is no regular expression: Unterminated group.\n');
  });
});

describe('--junit', needs('python3'), () => {
  const cases = (file: string) => {
    const [suite] = parseXml(readFileSync(file, 'utf8')).children;
    return (suite?.children ?? []).map(({ tag, attributes, children, text }) => ({
      name: attributes.name ?? tag,
      text,
      ...Object.fromEntries(children.map((child) => [child.tag, child.attributes.message])),
    }));
  };

  test('tells each thing that was judged, and the traffic without secrets', async () => {
    const file = join(folder(), 'report.xml');
    const host = nodeHost([`AT+CWJAP="lab","${SECRET}"`, 'AT+NONSENSE'], 'ERROR');
    const expects = ['--expect', 'OK', '--expect', '+MQTTCONNECTED'];
    const program = start([
      ...TCP,
      '--exec',
      host,
      ...expects,
      '--fail',
      'panic',
      '--timeout',
      '60',
      '--junit',
      file,
    ]);
    expect(await ended(program)).toBe(1);
    const why = 'The program of --exec exited with code 0 before --expect "+MQTTCONNECTED" came.';
    expect(cases(file)).toMatchObject([
      { name: 'expect OK' },
      { name: 'expect +MQTTCONNECTED', failure: why },
      { name: 'fail panic' },
      { name: `exec ${host}` },
      { name: 'timeout 60 s' },
      {
        name: 'system-out',
        text: expect.stringMatching(/> AT\+CWJAP="lab","\*\*\*"\n[\s\S]*module0 < ERROR$/),
      },
    ]);
    expect(readFileSync(file, 'utf8')).not.toContain(SECRET);
  });

  test('has no failure when all came and the program was ended for it', async () => {
    const file = join(folder(), 'report.xml');
    const host = `exec:printf 'AT\\r\\n'; exec sleep 60`;
    const program = start(['run', '--port', host, '--exec', 'sleep 60', '--expect', 'OK', '--junit', file]);
    expect(await ended(program)).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain(' failures="0" ');
    expect(cases(file)).toMatchObject([
      { name: 'expect OK' },
      { name: 'exec sleep 60' },
      { name: expect.stringMatching(/^port exec:printf/) },
      {},
    ]);
  });

  test('is written when a signal ends the run, and when the run cannot begin', async () => {
    const file = join(folder(), 'report.xml');
    const ready = join(folder(), 'ready.json');
    const program = start([...TCP, '--expect', 'never', '--junit', file, '--ready-file', ready]);
    await readyFile(ready);
    program.child.kill('SIGTERM');
    expect(await ended(program)).toBe(143);
    expect(cases(file)[0]).toMatchObject({ failure: expect.stringContaining('SIGTERM ended the run') });
    const other = start(['run', '--port', 'tcp-listen:x', '--expect', 'never', '--junit', file]);
    expect(await ended(other)).toBe(2);
    expect(cases(file).slice(0, 2)).toMatchObject([
      { name: 'start', failure: expect.stringContaining('has no port number') },
      { name: 'expect never', skipped: 'the run did not start' },
    ]);
  });

  test('that cannot be written is told before anything is opened', async () => {
    const program = start([...TCP, '--timeout', '60', '--junit', join(folder(), 'none', 'x.xml')]);
    expect(await ended(program)).toBe(2);
    expect(program.stderr()).toMatch(/^atmqtt: The report .* cannot be written: .*\n$/);
    expect(program.stdout()).toBe('');
  });
});

describe('--json', () => {
  test('tells of commands, messages, states and the program, without secrets', async () => {
    const lines = [
      'ATE0',
      `AT+MQTTUSERCFG=0,1,"c","u","${SECRET}",0,0,""`,
      `AT+CWJAP="lab,${SECRET}`,
      'AT+MQTTCONN=0,"127.0.0.1",{port},0',
    ];
    const host = nodeHost(lines, '+MQTTCONNECTED:0,1');
    const program = start([
      ...TCP,
      '--log-level',
      'debug',
      '--json',
      '--broker',
      '127.0.0.1:0',
      '--exec',
      host,
      '--expect',
      '+MQTTCONNECTED',
      '--fail',
      'never',
    ]);
    expect(await ended(program)).toBe(0);
    const all = events(program);
    expect(all[0]).toMatchObject({ event: 'message', module: 'module0', line: 'ready' });
    const commands = all.filter((event) => event.event === 'command');
    expect(commands.slice(0, 3)).toMatchObject([
      { line: 'ATE0', ok: true, reply: '\r\nOK\r\n' },
      { line: 'AT+MQTTUSERCFG=0,1,"c","u","***",0,0,""', ok: true },
      {
        line: 'AT+CWJAP=…',
        ok: false,
        codes: [expect.stringMatching(/^0x0108000/)],
        why: expect.any(String),
      },
    ]);
    expect(all.filter((event) => event.event === 'state')).toMatchObject([
      { link: 0, from: 0, to: 1, reason: 'AT+MQTTUSERCFG' },
      { link: 0, from: 1, to: 4, reason: 'AT+MQTTCONN' },
      { link: 0, from: 4, to: 0, reason: 'power off' },
    ]);
    expect(all.find((event) => event.event === 'exec')).toMatchObject({
      command: host,
      pid: expect.any(Number),
    });
    expect(all.find((event) => event.event === 'verdict')).toMatchObject({ code: 0 });
    // The host prints what it got, and the echo is off.
    expect(`${program.stdout()}${program.stderr()}`).not.toContain(SECRET);
  });

  test('goes to standard error when a host has standard output', async () => {
    const program = start(['run', '--port', 'stdio', '--json', '--log-level', 'silent']);
    program.child.stdin?.end('AT\r\n');
    expect(await ended(program)).toBe(0);
    expect(program.stdout()).toContain('AT\r\n\r\nOK\r\n');
    const [ready, ...lines] = program.stderr().split('\n').filter(Boolean);
    expect(JSON.parse(ready ?? '')).toMatchObject({ ready: true });
    expect(lines.map((line) => eventSchema.parse(JSON.parse(line)).event)).toContain('command');
  });

  test('ends quietly when its reader has gone', async () => {
    const file = join(folder(), 'ready.json');
    const program = start([...TCP, '--json', '--ready-file', file]);
    const ready = (await readyFile(file)) as unknown as { modules: { ports: { port: number }[] }[] };
    program.child.stdout?.destroy();
    const socket = connect(ready.modules[0]?.ports[0]?.port ?? 0, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => {});
    socket.write('AT\r\n');
    expect(await ended(program)).toBe(0);
    expect(program.stderr()).toBe('');
  });

  test('a reader that stands still holds nobody back', async () => {
    const file = join(folder(), 'ready.json');
    const program = start([...TCP, '--json', '--ready-file', file]);
    const ready = (await readyFile(file)) as unknown as { modules: { ports: { port: number }[] }[] };
    program.child.stdout?.pause();
    const socket = connect(ready.modules[0]?.ports[0]?.port ?? 0, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    let bytes = 0;
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    const count = 20_000;
    const whole = 'ATE0\r\n'.length + (count + 1) * '\r\nOK\r\n'.length;
    socket.write(`ATE0\r\n${'AT\r\n'.repeat(count)}`);
    await until('answer to every command', () => (bytes === whole ? true : undefined));
    program.child.stdout?.resume();
    await until('event or count of what is missing for each', () => {
      if (!program.stdout().endsWith('\n')) return undefined;
      const all = events(program);
      const commands = all.filter(({ event }) => event === 'command').length;
      const dropped = all.flatMap((event) => (event.event === 'dropped' ? [event.count] : []));
      const missing = dropped.reduce((sum, each) => sum + each, 0);
      return missing > 0 && commands + missing === count + 1 ? true : undefined;
    });
  });
});
