import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, readyFile, start } from './program.ts';
import { alive, nodeHost, pidIn, SECRET, TCP } from './support/judged-run.ts';

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
    expect(await program.exited).toBe(0);
    expect(program.stderr()).toBe('');
    expect(alive(await pidIn(file))).toBe(false);
  });

  test('fail when the time is up, with the last of the traffic and no secret', async () => {
    const host = nodeHost([`AT+CWJAP="lab","${SECRET}"`], 'never');
    const program = start([...TCP, '--exec', host, '--expect', '+MQTTCONNECTED', '--timeout', '3']);
    expect(await program.exited).toBe(1);
    expect(program.stderr()).toMatch(/^atmqtt: --expect "\+MQTTCONNECTED" did not come within 3 s\.\n/);
    expect(program.stderr()).toContain('> AT+CWJAP="lab","***"\n');
    expect(program.stderr()).toContain('  module0 < OK\n');
    expect(program.stderr()).not.toContain(SECRET);
  });

  test('fail at once when something comes that must not', async () => {
    const host = nodeHost(['AT+NONSENSE'], 'never');
    const program = start([...TCP, '--exec', host, '--fail', 'ERROR', '--timeout', '60']);
    expect(await program.exited).toBe(1);
    expect(program.stderr()).toContain('atmqtt: --fail "ERROR" came: module0 < ERROR\n');
  });

  test.each([
    [0, 1],
    [6, 6],
  ])('a program that ends with %i before all has come makes it %i', async (code, expected) => {
    const host = nodeHost(['AT'], 'OK', code);
    const program = start([...TCP, '--exec', host, '--expect', 'OK', '--expect', '+MQTTCONNECTED']);
    expect(await program.exited).toBe(expected);
    expect(program.stderr()).toContain(
      `The program of --exec exited with code ${code} before --expect "+MQTTCONNECTED" came.`,
    );
  });

  test('a signal before all has come is no success', async () => {
    const file = join(folder(), 'ready.json');
    const program = start([...TCP, '--ready-file', file, '--expect', 'never']);
    await readyFile(file);
    program.child.kill('SIGTERM');
    expect(await program.exited).toBe(143);
    expect(program.stderr()).toContain('SIGTERM ended the run before --expect "never" came.');
  });

  test('a host on standard input that goes before all has come is none either', async () => {
    const program = start(['run', '--port', 'stdio', '--expect', 'OK', '--expect', 'never']);
    program.child.stdin?.end('AT\r\n');
    expect(await program.exited).toBe(1);
    expect(program.stderr()).toContain('The host disconnected before --expect "never" came.');
    const other = start(['run', '--port', 'stdio', '--expect', 'OK']);
    other.child.stdin?.end('AT\r\n');
    expect(await other.exited).toBe(0);
  });

  test('--timeout alone is a limit for the run', async () => {
    const program = start([...TCP, '--timeout', '0.2']);
    expect(await program.exited).toBe(1);
    expect(program.stderr()).toContain('The run did not end within 0.2 s.');
  });

  test('a regular expression that is none is one sentence', async () => {
    const program = start([...TCP, '--expect', '/(/']);
    expect(await program.exited).toBe(2);
    expect(program.stderr()).toBe('atmqtt: --expect /(/ is not a regular expression: Unterminated group.\n');
  });
});
