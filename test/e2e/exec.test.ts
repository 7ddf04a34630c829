import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { needs } from '../support/needs.ts';
import { programPath } from '../support/programs.ts';
import { folder, start, until } from './program.ts';
import { alive, nodeHost, pidIn, TCP } from './support/judged-run.ts';

const PYTHON_HOST = `
import os, serial, sys
with serial.Serial(os.environ['ATMQTT_TTY'], 115200, timeout=10) as tty:
    tty.write(b'AT\\r\\n')
    answer = tty.read_until(b'OK\\r\\n')
print(repr(answer))
print(sys.stdin.read())
sys.exit(5)
`;

describe('--exec', () => {
  test('runs a Python host on the tty, with standard streams and exit code', needs('pyserial'), async () => {
    const file = join(folder(), 'host.py');
    writeFileSync(file, PYTHON_HOST);
    const link = join(folder(), 'tty');
    const command = `${programPath('pyserial')} ${file}`;
    const program = start(['run', '--port', `pty:${link}`, '--log-level', 'error', '--exec', command]);
    program.child.stdin?.end('from standard input');
    expect(await program.exited).toBe(5);
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
    expect(await program.exited).toBe(0);
    expect(program.stdout()).toContain('+MQTTCONNECTED:0,1');
    expect(program.stderr()).toBe('');
  });

  test.each([
    ['exit 42', 42],
    ['kill -TERM $$', 143],
    ['no-such-program-at-all', 127],
  ])('ends with the exit code of %j', async (command, code) => {
    const program = start([...TCP, '--exec', command]);
    expect(await program.exited).toBe(code);
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
    expect(await program.exited).toBe(9);
    expect(alive(pid)).toBe(false);
  });

  test('leaves nothing running, whatever ignores the signal', async () => {
    const file = join(folder(), 'pid');
    const command = `trap "" TERM; (trap "" TERM; while :; do sleep 1; done) & echo $! >${file}; wait; sleep 60`;
    const program = start([...TCP, '--exec', command]);
    const grandchild = await pidIn(file);
    expect(alive(grandchild)).toBe(true);
    program.child.kill('SIGTERM');
    expect(await program.exited).toBe(137);
    await until('end of the grandchild', () => (alive(grandchild) ? undefined : true));
  });

  test('hands no pseudo-terminal of ours to the program', async () => {
    const link = join(folder(), 'tty');
    const program = start(['run', '--port', `pty:${link}`, '--exec', 'ls -l /proc/self/fd']);
    expect(await program.exited).toBe(0);
    expect(program.stdout()).toContain('/proc/');
    expect(program.stdout()).not.toMatch(/ptmx/);
  });

  test('does not go with the port stdio', async () => {
    const program = start(['run', '--port', 'stdio', '--exec', 'true']);
    expect(await program.exited).toBe(2);
    expect(program.stderr()).toBe(
      'atmqtt: --exec and the port stdio both use standard input and output; choose another port.\n',
    );
  });
});
