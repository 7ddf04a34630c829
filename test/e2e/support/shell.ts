import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { folder, MAIN } from '../program.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Runs a line of a page in a shell, at the root of the repository, where `atmqtt` and `node` are the ones of this test. */
export function runLine(line: string, env: Readonly<Record<string, string>> = {}) {
  const { stdout, stderr, status } = spawnSync('bash', ['-c', line], {
    cwd: ROOT,
    env: { ...environment(), ...env },
    encoding: 'utf8',
  });
  return { stdout, stderr, status };
}

/** Starts a line of a page that goes on until the test is over. */
export function startLine(line: string): { readonly child: ChildProcess; readonly stdout: () => string } {
  const child = spawn('bash', ['-c', `exec ${line}`], { cwd: ROOT, env: environment() });
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk;
  });
  onTestFinished(() => void child.kill());
  return { child, stdout: () => stdout };
}

function environment(): NodeJS.ProcessEnv {
  const bin = folder();
  writeFileSync(join(bin, 'atmqtt'), `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`);
  chmodSync(join(bin, 'atmqtt'), 0o755);
  writeFileSync(join(bin, 'node'), `#!/bin/sh\nexec "${process.execPath}" "$@"\n`);
  chmodSync(join(bin, 'node'), 0o755);
  return { ...process.env, PATH: `${bin}:${process.env.PATH}` };
}
