import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const EXAMPLES = fileURLToPath(new URL('../../../../examples', import.meta.url));

/** A program that a test runs, with what it has written so far. */
export interface Tool {
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves with its exit code, or the signal that ended it. */
  readonly exited: Promise<number | string>;
}

/** The folder of an example. */
export function example(name: string): string {
  return join(EXAMPLES, name);
}

/** Starts a program. @param args its arguments; `environment` is added to this process's own */
export function launch(
  program: string,
  args: readonly string[],
  options: { cwd?: string; environment?: Record<string, string> } = {},
): Tool & { kill(): Promise<void> } {
  const { cwd, environment } = options;
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
    ...(cwd === undefined ? {} : { cwd }),
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk;
  });
  const exited = new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code ?? signal ?? ''));
  });
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  return { stdout: () => stdout, stderr: () => stderr, exited, kill };
}

/** Starts a program that is ended with the test. */
export function run(...args: Parameters<typeof launch>): Tool {
  const tool = launch(...args);
  onTestFinished(() => tool.kill());
  return tool;
}

/** Builds an example with its makefile. @throws with the compiler's words */
export async function make(name: string, variables: Record<string, string | number>): Promise<void> {
  const all = { WARNINGS: '-Wall -Wextra -Werror', ...variables };
  const set = Object.entries(all).map(([variable, value]) => `${variable}=${value}`);
  const tool = launch('make', ['-C', example(name), ...set]);
  const code = await tool.exited;
  if (code !== 0) throw new Error(`make in examples/${name} ended with ${code}:\n${tool.stderr()}`);
}
