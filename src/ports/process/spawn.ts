import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { Backoff, type BackoffRange } from '#time/backoff';
import { systemTimers, type Timers } from '#time/timers';
import { inheritedPtyMasters } from '../pty/pty-native.ts';
import { onProcessExit } from '../shared/process-exit.ts';
import { groupRuns } from './process-group.ts';

/** Milliseconds that a program has to end after SIGTERM. */
export const TERM_LIMIT_MS = 2000;
/** From one look for what is left of a program to the next one. */
const POLL: BackoffRange = { minMs: 10, maxMs: 160 };

type Stream = 'pipe' | 'inherit' | 'ignore';

export interface ShellOptions {
  /** Standard input, output and error. */
  readonly stdio: readonly [Stream, Stream, Stream];
  /** This process's own unless given. */
  readonly env?: NodeJS.ProcessEnv;
  readonly timers?: Timers;
}

/** A program that the shell runs, in a process group of its own. */
export interface ShellProgram {
  readonly child: ChildProcess;
  /** Sends a signal to the whole group; harmless when nobody is left. */
  signal(signal: NodeJS.Signals): void;
  /** Ends the whole group by SIGTERM, and by SIGKILL after 2 s; resolves when nobody is left. Harmless when repeated. */
  end(): Promise<void>;
}

/**
 * Starts `/bin/sh -c command` without the pseudo-terminals of this process. It is killed when this process exits.
 * As with `spawn`, the child reports by `error` that it could not be started.
 */
export function spawnShell(command: string, options: ShellOptions): ShellProgram {
  const { env = process.env, timers = systemTimers } = options;
  const nothing = openSync(devNull, 'r+');
  let child: ChildProcess;
  try {
    child = spawn('/bin/sh', ['-c', command], {
      stdio: withoutPtys(options.stdio, nothing),
      env,
      detached: true,
    });
  } finally {
    closeSync(nothing);
  }
  const { pid } = child;
  // Once nobody is left, the number may become that of another group.
  let gone = pid === undefined;
  const signal = (name: NodeJS.Signals): void => {
    if (gone || pid === undefined) return;
    try {
      process.kill(-pid, name);
    } catch {
      gone = true;
    }
  };
  const forget = onProcessExit(() => signal('SIGKILL'));
  let ending: Promise<void> | undefined;
  const end = (): Promise<void> => {
    ending ??= new Promise((resolve) => {
      signal('SIGTERM');
      const cancelKill = timers.after(TERM_LIMIT_MS, () => {
        signal('SIGKILL');
        gone = true;
      });
      const backoff = new Backoff(POLL);
      const poll = (): void => {
        gone ||= pid === undefined || !groupRuns(pid);
        if (!gone) {
          timers.after(backoff.next(), poll);
          return;
        }
        cancelKill();
        forget();
        resolve();
      };
      poll();
    });
    return ending;
  };
  child.once('error', () => {
    gone ||= child.pid === undefined;
    forget();
  });
  // What the program leaves running would hold its streams open.
  child.once('exit', () => void end());
  return { child, signal, end };
}

/** In the child, a descriptor that leads nowhere takes the place of each pseudo-terminal's master. */
function withoutPtys(stdio: ShellOptions['stdio'], nothing: number): (Stream | number)[] {
  const all: (Stream | number)[] = [...stdio];
  for (const master of inheritedPtyMasters()) {
    // "ignore" leaves a descriptor beyond the third alone.
    while (all.length <= master) all.push('ignore');
    all[master] = nothing;
  }
  return all;
}
