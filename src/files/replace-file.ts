import { randomBytes } from 'node:crypto';
import { closeSync, constants, fchmodSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { syncFolder } from './sync-folder.ts';
import { writeAll } from './write-all.ts';

/** The name of a file that is being written: one that stays was left by a program that was killed. */
const UNFINISHED = /^\.writing-/;
/** A new file, never one that somebody has put there, and never through a link; Windows has no such links. */
const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
/** Those of its owner; what the umask leaves of the rest. */
const USUAL_MODE = 0o666;

/** How a file is made. */
export interface FileOptions {
  /** Exactly these permissions; without it, those that the umask leaves. */
  readonly mode?: number | undefined;
  /** Whether its new name is on the disk as well when it is there. Default: false. */
  readonly syncName?: boolean | undefined;
}

/** A name for a file or folder that is not whole yet: `.writing-` and a number that nobody can guess. */
export function unfinishedName(): string {
  return `.writing-${randomBytes(8).toString('hex')}`;
}

/** Whether a file of this name is one that is being written, or was when its program was killed. */
export function isUnfinished(name: string): boolean {
  return UNFINISHED.test(name);
}

/**
 * Puts a whole new file in the place of one, or where there is none: written under another name in the same folder,
 * then renamed. Whoever reads finds the old one or the new one, also after a kill. A link is replaced, not followed,
 * and owner and permissions of what was there do not live on.
 * @throws the system's error, which names the file
 */
export function replaceFile(
  path: string,
  content: string | Uint8Array,
  { mode, syncName = false }: FileOptions = {},
): void {
  const unfinished = join(dirname(path), unfinishedName());
  let descriptor: number | undefined;
  try {
    descriptor = openSync(unfinished, NEW, mode ?? USUAL_MODE);
    if (mode !== undefined) fchmodSync(descriptor, mode);
    writeAll(descriptor, content);
    fsyncSync(descriptor);
    const written = descriptor;
    descriptor = undefined;
    closeSync(written);
    renameSync(unfinished, path);
    if (syncName) syncFolder(dirname(path));
  } catch (error) {
    discard(unfinished, descriptor);
    throw named(error, unfinished, path);
  }
}

function discard(unfinished: string, descriptor: number | undefined): void {
  try {
    if (descriptor !== undefined) closeSync(descriptor);
    rmSync(unfinished, { force: true });
  } catch {
    // The first failure says why; what is left is swept at the next start.
  }
}

/** The same failure, of the file that was meant. */
function named(error: unknown, unfinished: string, path: string): unknown {
  if (!(error instanceof Error)) return error;
  const text = error.message.replaceAll(unfinished, path);
  error.message = text.includes(path) ? text : `${text} '${path}'`;
  return error;
}
