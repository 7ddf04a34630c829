import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type IPty, spawn } from '@lydell/node-pty';
import { describe, expect, onTestFinished, test } from 'vitest';
import { needs } from '../support/needs.ts';
import { folder, MAIN, readyFile, start, until } from './program.ts';

// `atmqtt run … &`, Ctrl-Z, bg and fg in a shell with job control: the kernel stops whoever reads the terminal in the background.

const CTRL_Z = '\x1a';

/** A shell at a terminal, and the program as its job. */
function shell() {
  const terminal = spawn('bash', ['--norc', '--noprofile', '-i'], {
    cols: 200,
    rows: 40,
    env: { ...process.env, PS1: '$ ', LC_ALL: 'C' },
  });
  let screen = '';
  terminal.onData((text) => {
    screen += text;
  });
  onTestFinished(() => terminal.kill('SIGKILL'));
  return {
    /** Types, and waits for what the screen shows next. */
    async type(keys: string, shown: string): Promise<string> {
      screen = '';
      terminal.write(keys);
      return until(JSON.stringify(shown), () => (screen.includes(shown) ? screen : undefined));
    },
    close: () => closeTerminal(terminal),
    async job(): Promise<number> {
      screen = '';
      terminal.write('echo "job=$(jobs -p)."\r');
      return until('the number of the job', () => {
        const [, pid] = /job=(\d+)\./.exec(screen) ?? [];
        return pid === undefined ? undefined : Number(pid);
      });
    },
  };
}

/** The state of a process as ps(1) names it: T is stopped. */
const stateOf = (pid: number): string =>
  / ([A-Za-z]) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/s, ''))?.[1] ?? '';

const parentOf = (pid: number): number =>
  Number(
    readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')[1],
  );

/** Closes our side of a terminal, as a window that is closed does. */
const closeTerminal = (terminal: IPty): void => (terminal as IPty & { destroy(): void }).destroy();

const COMMAND = `${process.execPath} ${MAIN} run --port tcp-listen:127.0.0.1:0`;

describe('a shell with job control', needs('Linux'), () => {
  test('starts it in the background, where it runs and does not read, and brings it to the foreground', async () => {
    const { type, job } = shell();
    await type(`${COMMAND} &\r`, 'the terminal is not read in the background');
    const pid = await job();
    // What is typed is the shell's.
    await type('echo $((20 + 3))\r', '23');
    expect(stateOf(pid)).not.toBe('T');
    await type('fg\r', 'Type AT commands here');
    await type('AT\r', 'OK');
  });

  test('stops it with Ctrl-Z, lets it run in the background, and ends it there', async () => {
    const { type, job } = shell();
    await type(`${COMMAND}\r`, 'Type AT commands here');
    await type('AT\r', 'OK');
    await type(CTRL_Z, 'Stopped');
    await type('bg\r', COMMAND);
    const pid = await job();
    await type('echo $((20 + 3))\r', '23');
    expect(stateOf(pid)).not.toBe('T');
    await type('fg\r', COMMAND);
    await type('AT+CWMODE?\r', '+CWMODE:1');
    await type(CTRL_Z, 'Stopped');
    await type('bg\r', COMMAND);
    await type('kill %1; wait; echo gone\r', '\ngone');
  });

  test('leaves the terminal to the shell as it was', async () => {
    const { type } = shell();
    const modes = (screen: string): string | undefined =>
      /stty=(\S+)/.exec(screen.replaceAll('stty=$', ''))?.[1];
    const before = modes(await type('echo "stty=$(stty -g)."\r', '.\r\n'));
    await type(`${COMMAND}\r`, 'Type AT commands here');
    await type('\x03', '$ ');
    expect(before).toBeDefined();
    expect(modes(await type('echo "stty=$(stty -g)."\r', '.\r\n'))).toBe(before);
  });

  test('with --no-terminal nothing is read in the foreground either', async () => {
    const { type } = shell();
    const screen = await type(`${COMMAND} --no-terminal\r`, 'tcp    127.0.0.1');
    expect(screen).not.toContain('Type AT commands here');
    await type(`${CTRL_Z}`, 'Stopped');
  });
});

describe('a terminal that is closed', needs('Linux'), () => {
  test.each([
    ['typed to', ''],
    ['not read', '--no-terminal'],
  ])('ends what runs there and is %s, in order', async (_, option) => {
    const terminal = spawn(
      process.execPath,
      [...COMMAND.split(' ').slice(1), ...(option === '' ? [] : [option])],
      {},
    );
    let screen = '';
    terminal.onData((text) => {
      screen += text;
    });
    const exited = new Promise((resolve) => terminal.onExit(resolve));
    await until('the start', () =>
      screen.includes(option === '' ? 'Ctrl-C' : 'tcp    127') ? true : undefined,
    );
    closeTerminal(terminal);
    expect(await exited).toEqual({ exitCode: 0, signal: 0 });
  });

  test('ends what runs in the background', async () => {
    const { type, job, close } = shell();
    await type(`${COMMAND} &\r`, 'the terminal is not read in the background');
    const pid = await job();
    close();
    await until('the end', () => (existsSync(`/proc/${pid}`) ? undefined : true));
  });

  test('leaves what has nothing to do with it, as nohup starts it', async () => {
    const { type, job, close } = shell();
    const ready = join(folder(), 'ready');
    await type(`nohup ${COMMAND} --ready-file ${ready} >/dev/null 2>&1 </dev/null &\r`, '[1]');
    await readyFile(ready);
    const pid = await job();
    close();
    // The shell tells its jobs before it goes.
    await until('the end of the shell', () => (parentOf(pid) === 1 ? true : undefined));
    expect(stateOf(pid)).not.toBe('Z');
    process.kill(pid, 'SIGTERM');
  });
});

test('SIGUSR1 opens no debugger', needs('Linux'), async () => {
  const program = start(['run', '--port', 'tcp-listen:127.0.0.1:0']);
  await until('the start', () => (program.stdout().includes('atmqtt is up') ? true : undefined));
  program.child.kill('SIGUSR1');
  // A second signal comes after the first was taken.
  program.child.kill('SIGTERM');
  expect(await program.exited).toBe(0);
  expect(program.stderr()).not.toContain('Debugger');
});
