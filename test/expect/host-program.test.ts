import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { HostProgram } from '#expect/host-program';
import { textOf } from '#messages/message';
import { systemTimers } from '#time/timers';

interface Ended {
  readonly code: number;
  readonly how: string;
}

function run(command: string) {
  const folder = mkdtempSync(join(tmpdir(), 'exec-'));
  let tell: (how: Ended) => void = () => {};
  const ended = new Promise<Ended>((resolve) => {
    tell = resolve;
  });
  const program = new HostProgram({
    command,
    env: { ...process.env, FOLDER: folder },
    quietOutput: false,
    keepsLastLines: false,
    timers: systemTimers,
    ended: ({ code, how }) => tell({ code, how: textOf(how) }),
  });
  onTestFinished(async () => {
    await program.end();
    rmSync(folder, { recursive: true });
  });
  const content = async (name: string): Promise<string> => {
    await expect.poll(() => existsSync(join(folder, name)), { timeout: 10_000 }).toBe(true);
    await expect.poll(() => readFileSync(join(folder, name), 'utf8'), { timeout: 10_000 }).toMatch(/\n$/);
    return readFileSync(join(folder, name), 'utf8').trim();
  };
  return { program, ended, content };
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // What has ended and was not asked for is still listed.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

test.each([
  ['exit 0', { code: 0, how: 'exited with code 0' }],
  ['exit 7', { code: 7, how: 'exited with code 7' }],
  ['kill -KILL $$', { code: 137, how: 'was ended by SIGKILL' }],
  [
    'no-such-program-at-all 2>/dev/null',
    { code: 127, how: 'exited with code 127: a program in it was not found' },
  ],
])('%s', async (command, how) => {
  const { program, ended } = run(command);
  expect(await ended).toEqual(how);
  expect(program.running).toBe(false);
});

test('a signal reaches the program, which may end in its own way', async () => {
  const { program, ended, content } = run(
    'trap "exit 9" INT; echo $$ >"$FOLDER/up"; while :; do sleep 0.05; done',
  );
  await content('up');
  program.interrupt('SIGINT');
  expect(await ended).toEqual({ code: 9, how: 'exited with code 9' });
});

test('a program that does not listen is killed, with all that it started', async () => {
  const { program, ended, content } = run(
    'trap "" TERM INT; (trap "" TERM INT; while :; do sleep 1; done) & echo $! >"$FOLDER/child"; wait; while :; do sleep 1; done',
  );
  const child = Number(await content('child'));
  expect(alive(child)).toBe(true);
  program.interrupt('SIGTERM');
  expect(await ended).toEqual({ code: 137, how: 'was ended by SIGKILL' });
  await program.end();
  await expect.poll(() => alive(child), { timeout: 10_000 }).toBe(false);
});
