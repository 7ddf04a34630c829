import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const PATIENCE_MS = 10_000;
const POLL_MS = 20;

/** The built program as a child process. */
export interface Program {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves with its exit code, or the signal that ended it. */
  readonly exited: Promise<number | string>;
}

/** Starts the built program; it is ended with the test. */
export function start(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Program {
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    ...options,
    env: { ...process.env, ...options.env },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk;
  });
  const exited = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? ''));
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  return { child, stdout: () => stdout, stderr: () => stderr, exited };
}

/** Resolves once `met` gives something; fails with what was awaited. */
export async function until<T>(what: string, met: () => T | undefined): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = met();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`no ${what} within ${PATIENCE_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Awaits a text on the log, which comes by another way than what hosts are told. */
export async function logged(
  program: Program,
  text: string,
  as = (log: string): string => log,
): Promise<void> {
  await until(JSON.stringify(text), () => (as(program.stderr()).includes(text) ? true : undefined));
}

/** The ready file's content, once it is there. */
export function readyFile(file: string): Promise<Record<string, unknown>> {
  return until('ready file', () =>
    existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : undefined,
  );
}

/** A folder that is removed with the test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'atmqtt-e2e-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
