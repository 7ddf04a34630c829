import { constants } from 'node:os';
import { message } from '#messages/message';
import { type ShellProgram, spawnShell, TERM_LIMIT_MS } from '#ports/process/spawn';
import type { ProgramEnd } from './verdict.ts';

/** Exit code of a shell that cannot be started, as shells have it. */
const NOT_STARTED = 127;

/** What a program is started with. */
export interface HostProgramParts {
  readonly command: string;
  readonly env: NodeJS.ProcessEnv;
  /** Its standard output joins its standard error, because ours is taken. */
  readonly quietOutput: boolean;
  ended(end: ProgramEnd): void;
}

/** The program of `--exec`: it has this process's standard streams, and nothing of it is left running. */
export class HostProgram {
  readonly #program: ShellProgram;
  #running = true;

  constructor({ command, env, quietOutput, ended }: HostProgramParts) {
    const line = quietOutput ? `exec 1>&2\n${command}` : command;
    this.#program = spawnShell(line, { stdio: ['inherit', 'inherit', 'inherit'], env });
    const finish = (end: ProgramEnd): void => {
      if (!this.#running) return;
      this.#running = false;
      ended(end);
    };
    this.#program.child.once('error', (error) =>
      finish({ code: NOT_STARTED, how: message('expect.notStarted', { why: error.message }) }),
    );
    this.#program.child.once('exit', (code, signal) => finish(endOf(code, signal)));
  }

  get pid(): number | undefined {
    return this.#program.child.pid;
  }

  get running(): boolean {
    return this.#running;
  }

  /** Passes a signal on; after 2 s what is left is killed. */
  interrupt(signal: NodeJS.Signals): void {
    this.#program.signal(signal);
    const timer = setTimeout(() => this.#program.signal('SIGKILL'), TERM_LIMIT_MS);
    this.#program.child.once('exit', () => clearTimeout(timer));
  }

  /** Ends it and all that it has started, and resolves when nobody is left. */
  end(): Promise<void> {
    return this.#program.end();
  }
}

function endOf(code: number | null, signal: NodeJS.Signals | null): ProgramEnd {
  if (signal !== null) {
    return { code: 128 + constants.signals[signal], how: message('expect.endedBySignal', { signal }) };
  }
  return { code: code ?? NOT_STARTED, how: message('expect.exited', { code }) };
}
