import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ShellOptions, type ShellProgram, spawnShell } from '#ports/process/spawn';
import { ManualClock } from '#testing/manual-clock';
import { needs } from '../../support/needs.ts';
import { eventually, openPort, within } from '../support/helpers.ts';
import { of } from '../support/kind.ts';

/** Starts a program that is killed when the test ends, and gathers what it prints. */
function start(command: string, options: Partial<ShellOptions> = {}) {
  const program = spawnShell(command, { stdio: ['pipe', 'pipe', 'ignore'], ...options });
  onTestFinished(() => program.signal('SIGKILL'));
  const printed = { text: '' };
  program.child.stdout?.on('data', (chunk: Buffer) => {
    printed.text += chunk;
  });
  return { program, printed };
}

/** What a program prints until it ends. */
async function output(command: string, options?: Partial<ShellOptions>): Promise<string> {
  const { program, printed } = start(command, options);
  await within('end', once(program.child, 'close'));
  return printed.text;
}

/** Whether a process lives; one that only waits for its parent to ask does not. */
function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

/** The process ids that a program prints, one a line. */
async function pids(printed: { text: string }, count: number): Promise<number[]> {
  const lines = await eventually('process ids', () => {
    const all = printed.text.trimEnd().split('\n');
    return printed.text.endsWith('\n') && all.length === count && all;
  });
  return lines.map(Number);
}

async function ended(program: ShellProgram): Promise<[number | null, string | null]> {
  return (await within('end', once(program.child, 'exit'))) as [number | null, string | null];
}

describe('a program of the shell', needs('Unix'), () => {
  test('gets the environment that was handed in', async () => {
    const env = { ...process.env, ATMQTT_TTY: '/tmp/a b' };
    expect(await output('printf %s "$ATMQTT_TTY"', { env })).toBe('/tmp/a b');
  });

  test('is ended with all that it started', async () => {
    const { program, printed } = start('sleep 1000 & echo $!; (sleep 1000 & echo $!; wait) & wait');
    const children = await pids(printed, 2);
    expect(children.every(lives)).toBe(true);
    const exit = ended(program);
    await within('end of all', program.end());
    expect(await exit).toEqual([null, 'SIGTERM']);
    expect(children.some(lives)).toBe(false);
    await within('end of all', program.end());
  });

  test('that ends leaves nothing running', async () => {
    const { program, printed } = start('sleep 1000 & echo $!');
    const exit = ended(program);
    const [child = 0] = await pids(printed, 1);
    expect(await exit).toEqual([0, null]);
    await eventually('end of the rest', () => !lives(child));
    await within('end of all', program.end());
  });

  test('that ignores SIGTERM is killed after two seconds', async () => {
    const clock = new ManualClock();
    const { program, printed } = start('trap "" TERM; echo $$; while :; do sleep 0.05; done', {
      timers: clock,
    });
    const [shell = 0] = await pids(printed, 1);
    const exit = ended(program);
    const over = program.end();
    clock.advance(1999);
    expect(lives(shell)).toBe(true);
    clock.advance(1);
    expect(await exit).toEqual([null, 'SIGKILL']);
    clock.advance(1000);
    await within('end of all', over);
    expect(lives(shell)).toBe(false);
  });

  test('may catch SIGTERM and end in its own way', async () => {
    const { program, printed } = start('trap "exit 7" TERM; echo $$; while :; do sleep 0.05; done');
    await pids(printed, 1);
    const exit = ended(program);
    await within('end of all', program.end());
    expect(await exit).toEqual([7, null]);
  });

  test('gets a signal as a whole group', async () => {
    const { program, printed } = start('echo $$; sleep 1000 & echo $!; wait');
    await pids(printed, 2);
    const exit = ended(program);
    program.signal('SIGINT');
    // Programs in the background ignore SIGINT, and what is left is ended.
    expect(await exit).toEqual([null, 'SIGINT']);
    await within('end of all', program.end());
    program.signal('SIGINT');
  });

  test('is killed when this process exits', async () => {
    const before = new Set(process.listeners('exit'));
    const { program, printed } = start('echo $$; sleep 1000');
    await pids(printed, 1);
    const added = process.listeners('exit').filter((listener) => !before.has(listener));
    expect(added.length).toBe(1);
    const exit = ended(program);
    for (const listener of added) listener.call(process, 0);
    expect(await exit).toEqual([null, 'SIGKILL']);
    await within('end of all', program.end());
    expect(process.listeners('exit').filter((listener) => !before.has(listener))).toEqual([]);
  });
});

describe('the pseudo-terminals of this process', needs('Linux'), () => {
  const LIST = 'ls -l /proc/self/fd';

  test('are not handed to a program', async () => {
    await openPort('pty');
    await openPort('pty');
    // Without care they would be: node-pty sets no FD_CLOEXEC.
    expect(spawnSync('/bin/sh', ['-c', LIST], { encoding: 'utf8' }).stdout).toMatch(/ptmx/);
    const listed = await output(LIST);
    expect(listed).toMatch(/ 0 -> /);
    expect(listed).not.toMatch(/ptmx|pts/);
  });

  test('are gone when their ports close, whoever runs', async () => {
    const { port } = await openPort('pty');
    const { path } = of('pty', port.info);
    const { printed } = start('echo $$; sleep 1000');
    await pids(printed, 1);
    await port.close();
    await eventually('end of the terminal', () => !existsSync(path));
  });
});
