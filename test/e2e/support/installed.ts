import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import type { Program } from '../program.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];

/** A packed package. */
export interface Packed {
  /** The path of the tarball. */
  readonly tarball: string;
  readonly files: readonly { readonly path: string; readonly size: number }[];
  /** Bytes of the tarball. */
  readonly size: number;
}

/** This process’s environment without what `npm run` adds to it about this repository. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(?:npm_(?:package|lifecycle|command|config_local_prefix)|INIT_CWD$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

/** `npm pack` of what is built; nothing is built anew. */
export async function pack(folder: string): Promise<Packed> {
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const { stdout } = await promisify(execFile)('npm', args, { cwd: ROOT, maxBuffer: 1 << 24 });
  const [packed] = JSON.parse(stdout) as { filename: string; size: number; files: Packed['files'] }[];
  if (packed === undefined) throw new Error(`npm pack says nothing: ${stdout}`);
  return { tarball: join(folder, packed.filename), files: packed.files, size: packed.size };
}

/** An empty folder with no packages in reach: Node and npm look into the folders above, too. */
export function farFolder(): string {
  const inReach = (folder: string): boolean =>
    ['node_modules', 'package.json'].some((name) => existsSync(join(folder, name))) ||
    (dirname(folder) !== folder && inReach(dirname(folder)));
  const place = [tmpdir(), '/var/tmp', '/dev/shm', homedir()].find(
    (each) => existsSync(each) && !inReach(each),
  );
  if (place === undefined) throw new Error('every temporary folder has a node_modules above it; remove one');
  return mkdtempSync(join(place, 'atmqtt-installed-'));
}

/** Installs a tarball into a folder as a user does; dependencies come from where npm takes them. */
export async function install(folder: string, tarball: string, ...options: readonly string[]): Promise<void> {
  // Without it npm would look for a project in the folders above.
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  await promisify(execFile)('npm', ['install', ...QUIET, ...options, tarball], {
    cwd: folder,
    env: plainEnvironment(),
  });
}

/** Starts the installed program with npx; it is ended with the test. */
export function npx(folder: string, args: readonly string[]): Program {
  // A group of its own, since npx starts a shell that starts the program.
  const child = spawn('npx', ['--no', '--', 'atmqtt', ...args], {
    cwd: folder,
    env: plainEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk;
  });
  let ended = false;
  const exited = new Promise<number | string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      ended = true;
      resolve(code ?? signal ?? '');
    });
  });
  onTestFinished(async () => {
    if (!ended && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    await exited;
  });
  return { child, stdout: () => stdout, stderr: () => stderr, exited };
}
