import { message } from '#messages/message';
import { keepLastLines } from '#ports/process/last-lines';
import { endOfProgram, NOT_FOUND, type ProgramEnd } from '#ports/process/program-end';
import { type ShellProgram, spawnShell, TERM_LIMIT_MS } from '#ports/process/spawn';
import type { Timers } from '#time/timers';

/** Milliseconds for the rest of its standard error, which what has left its session may hold open. */
const LAST_LINES_MS = 200;

/** What a program is started with. */
export interface HostProgramParts {
  readonly command: string;
  readonly env: NodeJS.ProcessEnv;
  /** Its standard output joins its standard error, because ours is taken. */
  readonly quietOutput: boolean;
  /** Its standard error goes through this process, so that its last lines can be told. */
  readonly keepsLastLines: boolean;
  readonly timers: Timers;
  ended(end: ProgramEnd): void;
}

/** The program of `--exec`: it has this process's standard streams, and nothing of it is left running. */
export class HostProgram {
  readonly #program: ShellProgram;
  readonly #timers: Timers;
  #running = true;

  constructor({ command, env, quietOutput, keepsLastLines, timers, ended }: HostProgramParts) {
    this.#timers = timers;
    const line = quietOutput ? `exec 1>&2\n${command}` : command;
    const stderr = keepsLastLines ? 'pipe' : 'inherit';
    this.#program = spawnShell(line, { stdio: ['inherit', 'inherit', stderr], env, timers });
    const { child } = this.#program;
    const lastLines = child.stderr === null ? undefined : keepLastLines(child.stderr);
    child.stderr?.pipe(process.stderr, { end: false });
    const finish = (end: ProgramEnd): void => {
      if (!this.#running) return;
      this.#running = false;
      ended(end);
    };
    child.once('error', (error) =>
      finish({ code: NOT_FOUND, how: message('expect.notStarted', { why: error.message }) }),
    );
    const finishWith = (code: number | null, signal: NodeJS.Signals | null): void =>
      finish({ ...endOfProgram(code, signal), ...(lastLines && { lastLines }) });
    child.once('exit', (code, signal) => {
      if (lastLines === undefined) return finishWith(code, signal);
      // Its last lines may still be on their way.
      timers.after(LAST_LINES_MS, () => finishWith(code, signal));
    });
    child.once('close', finishWith);
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
    const cancel = this.#timers.after(TERM_LIMIT_MS, () => this.#program.signal('SIGKILL'));
    this.#program.child.once('exit', cancel);
  }

  /** Ends it and all that it has started, and resolves when nobody is left. */
  end(): Promise<void> {
    return this.#program.end();
  }
}
