import { spawnSync } from 'node:child_process';
import { closeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { reasonOf } from '#errors/atmqtt-error';
import { systemCode } from '#errors/system-error';
import { message } from '#messages/message';
import { isPortError, PortError } from '../errors.ts';

/** A fresh pseudo-terminal: the descriptor of our side and the path of the host's. */
export type PtyPair = { master: number; path: string };

/** Those whose master is open in this process. */
const open = new Set<PtyPair>();

type Native = { open(columns: number, rows: number): { master: number; slave: number; pty: string } };

/**
 * Opens a pseudo-terminal in raw mode with nobody on the host's side. The master descriptor does not block.
 * Whoever closes it says so to `forgetPty`.
 * @throws PortError `UNAVAILABLE` when this machine has no pseudo-terminals to give
 */
export function openRawPty(load: () => Native = loadNative, stty = 'stty'): PtyPair {
  const native = loaded(load);
  let made: ReturnType<Native['open']>;
  try {
    made = native.open(80, 24);
  } catch (error) {
    throw new PortError('UNAVAILABLE', message('ports.ptyUnavailable', { why: reasonOf(error) }), {
      cause: error,
    });
  }
  try {
    makeRaw(made.slave, stty);
  } catch (error) {
    closeSync(made.master);
    throw error;
  } finally {
    closeSync(made.slave);
  }
  const pair = { master: made.master, path: made.pty };
  open.add(pair);
  return pair;
}

/** The master of a pseudo-terminal is closed. */
export function forgetPty(pair: PtyPair): void {
  open.delete(pair);
}

/**
 * The descriptors that programs started by this one would inherit on Linux, and so keep terminals open that are
 * closed here: node-pty sets no FD_CLOEXEC, and libuv closes nothing in a child.
 */
export function inheritedPtyMasters(): number[] {
  return [...open].map(({ master }) => master);
}

function loaded(load: () => Native): Native {
  try {
    return load();
  } catch (error) {
    if (isPortError(error)) throw error;
    const platform = `${process.platform}-${process.arch}`;
    throw new PortError('UNAVAILABLE', message('ports.ptyPackageMissing', { platform }), { cause: error });
  }
}

/** Loaded when the first pty is opened, so that the other ports need no native code. */
function loadNative(): Native {
  if (process.platform === 'win32') throw new PortError('UNAVAILABLE', message('ports.noPtyPaths'));
  // Not its `open()`, which reads both sides by itself and so loses bytes.
  const binary = createRequire(import.meta.url)('@lydell/node-pty/requireBinary.js') as {
    requireBinary(file: string): Native;
  };
  return binary.requireBinary('pty.node');
}

/** Raw and without echo; the setting belongs to the terminal and stays when nobody has it open. */
function makeRaw(slave: number, stty: string): void {
  const run = spawnSync(stty, ['raw', '-echo'], { stdio: [slave, 'ignore', 'pipe'], encoding: 'utf8' });
  if (systemCode(run.error) === 'ENOENT') {
    throw new PortError('UNAVAILABLE', message('ports.sttyMissing'));
  }
  if (run.error !== undefined || run.status !== 0) {
    const why = reasonOf(run.error ?? run.stderr);
    throw new PortError('UNAVAILABLE', message('ports.sttyFailed', { why }), { cause: run.error });
  }
}
