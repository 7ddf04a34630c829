import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, MAIN, type Program, readyFile, start } from './program.ts';

const NOT_WAITING = ['--port', 'tcp-listen:0'];

async function run(flash: string): Promise<Program> {
  const ready = join(folder(), 'ready.json');
  const program = start(['run', ...NOT_WAITING, '--flash', flash, '--ready-file', ready]);
  await readyFile(ready);
  return program;
}

function atmqtt(...args: string[]) {
  return spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8', timeout: 20_000 });
}

test('two programs on one flash directory lose nothing: the second is told who has it', async () => {
  const flash = join(folder(), 'flash');
  const { child } = await run(flash);
  const second = atmqtt('run', ...NOT_WAITING, '--flash', flash, '--exec', 'true');
  expect(second.stderr).toBe(
    `atmqtt: The flash directory ${flash} is in use by atmqtt, process ${child.pid}; end that one first, or name another directory.\n`,
  );
  expect(second.status).not.toBe(0);
  const image = join(folder(), 'image');
  expect(atmqtt('flash', 'ls', '--flash', flash).status).toBe(0);
  expect(atmqtt('flash', 'export', image, '--flash', flash).status).toBe(0);
  expect(atmqtt('flash', 'import', image, '--flash', flash).stderr).toContain('is in use by atmqtt');
});

test('after a kill the directory is free at once, and what was being written is swept', async () => {
  const flash = join(folder(), 'flash');
  for (const signal of ['SIGKILL', 'SIGSEGV', 'SIGTERM'] as const) {
    const program = await run(flash);
    mkdirSync(join(flash, 'mfg', 'a'), { recursive: true });
    const left = ['nvs.json.123', 'sessions/.writing-1', 'mfg/a/.writing-2'].map((name) => join(flash, name));
    for (const file of left) writeFileSync(file, 'secret');
    program.child.kill(signal);
    await program.exited;
    const next = atmqtt('run', ...NOT_WAITING, '--flash', flash, '--exec', 'true');
    expect([next.stderr, next.status]).toEqual(['', 0]);
    expect(left.filter(existsSync)).toEqual([]);
  }
});

test('a program that the holder has started does not hold the directory on', async () => {
  const [flash, note] = [join(folder(), 'flash'), join(folder(), 'pid')];
  const program = start(['run', '--port', `exec:echo $$ > ${note}; exec sleep 30`, '--flash', flash]);
  while (!existsSync(note) || readFileSync(note, 'utf8') === '')
    await new Promise((go) => setTimeout(go, 20));
  program.child.kill('SIGKILL');
  try {
    const next = atmqtt('run', ...NOT_WAITING, '--flash', flash, '--exec', 'true');
    expect([next.stderr, next.status]).toEqual(['', 0]);
  } finally {
    process.kill(Number(readFileSync(note, 'utf8')), 'SIGKILL');
  }
});
