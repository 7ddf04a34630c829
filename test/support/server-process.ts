import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

// A test run that is cut short leaves no server behind, on Linux not even one that is killed.
const SETPRIV = '/usr/bin/setpriv';
const tied = existsSync(SETPRIV) ? [SETPRIV, '--pdeathsig', 'KILL'] : [];
const children = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

const LOG_LINES = 1000;
const HARMLESS: readonly NodeJS.Signals[] = ['SIGSTOP', 'SIGCONT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'];

/** Whether a process goes on after a signal. */
export function isHarmless(signal: NodeJS.Signals): boolean {
  return HARMLESS.includes(signal);
}

export interface ServerProgram {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** What it says, on standard output or error, once it serves. */
  readonly ready: RegExp;
  /** Milliseconds that it may take to say so. */
  readonly timeoutMs: number;
}

/** Starts a server and waits until it serves. */
export async function startServer({
  program,
  args,
  env,
  ready,
  timeoutMs,
}: ServerProgram): Promise<ChildProcess> {
  const [command = '', ...options] = [...tied, program, ...args];
  const child = spawn(command, options, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(env === undefined ? {} : { env: { ...process.env, ...env } }),
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  const log: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string) => {
      child.kill('SIGKILL');
      reject(new Error(`${program} ${why}:\n${log.join('\n')}`));
    };
    const timer = setTimeout(() => fail(`was not ready after ${timeoutMs} ms`), timeoutMs);
    child.once('error', (error) => fail(`could not be started, ${error.message}`));
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`ended with code ${code}`);
    });
    // Read to the end, or a full pipe would stop the server.
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on('line', (line) => {
        if (log.length < LOG_LINES) log.push(line);
        if (!ready.test(line)) return;
        clearTimeout(timer);
        resolve();
      });
    }
  });
  return child;
}

/**
 * Sends a server a signal and waits for its end, when the signal is a deadly one.
 * @param againMs milliseconds after which it is sent again, for a server that does not heed it at first
 */
export async function signalServer(
  child: ChildProcess,
  signal: NodeJS.Signals,
  againMs?: number,
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  if (isHarmless(signal)) {
    child.kill(signal);
    if (signal === 'SIGSTOP') await stopped(child.pid);
    return;
  }
  const exited = once(child, 'exit');
  child.kill(signal);
  // A stopped process gets other signals only once it goes on.
  child.kill('SIGCONT');
  const again = againMs === undefined ? undefined : setInterval(() => child.kill(signal), againMs);
  await exited;
  clearInterval(again);
}

/** Each thread stops by itself, a moment after the signal; Linux tells when all have. */
async function stopped(pid: number | undefined): Promise<void> {
  const tasks = `/proc/${pid}/task`;
  if (!existsSync(tasks)) return;
  const runs = (task: string): boolean => {
    // `PID (NAME) STATE …`; it may have ended meanwhile.
    const stat = statOf(`${tasks}/${task}/stat`);
    return stat !== undefined && !/^.*\) [tTZX]/.test(stat);
  };
  while (readdirSync(tasks).some(runs)) await new Promise((resolve) => setImmediate(resolve));
}

function statOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return undefined;
  }
}
