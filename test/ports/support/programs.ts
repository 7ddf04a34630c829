import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, existsSync, openSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type ProgramName, programPath } from '../../support/programs.ts';
import { eventually, tempFolder } from './helpers.ts';

// A test run that is cut short leaves no program behind, on Linux not even one that is killed.
const TIED = existsSync('/usr/bin/setpriv') ? ['/usr/bin/setpriv', '--pdeathsig', 'KILL'] : [];

/** A program of the test, which ends with it. */
export interface Program {
  readonly child: ChildProcess;
  /** What it has printed so far, on either output. */
  said(): string;
  end(): Promise<void>;
}

function start(name: ProgramName, args: readonly string[]): Program {
  const [program = '', ...options] = [...TIED, programPath(name), ...args];
  const child = spawn(program, options, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  child.stderr.on('data', (chunk) => (said += chunk));
  const end = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  onTestFinished(end);
  return { child, end, said: () => said };
}

/** Runs a Python program to its end. @returns what it printed */
export async function runPython(script: string, ...args: string[]): Promise<string> {
  const python = start('pyserial', [join(import.meta.dirname, script), ...args]);
  await once(python.child, 'close');
  if (python.child.exitCode !== 0) throw new Error(`${script} failed:\n${python.said()}`);
  return python.said();
}

/** Starts a Python program and waits until it has printed a line that begins with `ready`. @returns that line */
export async function startPython(script: string, ...args: string[]): Promise<{ ready: string } & Program> {
  const python = start('pyserial', [join(import.meta.dirname, script), ...args]);
  const ready = await eventually(`sign of life of ${script}`, () => {
    if (python.child.exitCode !== null) throw new Error(`${script} ended:\n${python.said()}`);
    return /^ready.*\n/m.exec(python.said())?.[0].trim();
  });
  return { ready, ...python };
}

/** Starts ser2net for a device, at a port of 127.0.0.1. */
export function startSer2net(port: number, device: string): Program {
  const lines = [
    'connection: &con',
    `  accepter: telnet(rfc2217),tcp,127.0.0.1,${port}`,
    `  connector: serialdev,${device},115200n81,local`,
  ];
  const options = ['-n', '-d', '-u', '-c', '/dev/null', '-Y', lines[0] ?? ''];
  for (const line of lines.slice(1)) options.push('-Y', line);
  return start('ser2net', options);
}

/** Two pseudo-terminals joined like two ends of a null modem cable. */
export interface TtyPair {
  readonly ends: readonly [string, string];
  /** Takes both away, as when a USB adapter is pulled out. */
  unplug(): Promise<void>;
  /** Brings them back under the same names. */
  plug(): Promise<void>;
}

export async function openTtyPair(): Promise<TtyPair> {
  const folder = tempFolder();
  const ends = [join(folder, 'tty0'), join(folder, 'tty1')] as const;
  let socat: Program | undefined;
  let held: number[] = [];
  const unplug = async (): Promise<void> => {
    for (const each of held) closeSync(each);
    held = [];
    await socat?.end();
  };
  const plug = async (): Promise<void> => {
    socat = start(
      'socat',
      ends.map((path) => `pty,rawer,link=${path}`),
    );
    await eventually('pair of terminals', () => ends.every((path) => isTerminal(path)));
    // Else socat ends when nobody has one of them open.
    held = ends.map((path) => openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK));
  };
  onTestFinished(unplug);
  await plug();
  return { ends, unplug, plug };
}

/** A link that socat left behind when it was killed leads nowhere. */
function isTerminal(path: string): boolean {
  try {
    return existsSync(readlinkSync(path));
  } catch {
    return false;
  }
}

/** How a terminal is set, in the words of stty. */
export function stty(path: string): string {
  const flag = process.platform === 'darwin' ? '-f' : '-F';
  const { stdout, status } = spawnSync('stty', [flag, path, '-a'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`stty could not read ${path}`);
  return stdout;
}
