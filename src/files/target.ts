import { lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { systemCode } from '#errors/system-error';
import { message } from '#messages/message';
import { FileError } from './file-error.ts';

/** What a path that a user names is written to. */
export type Target =
  /** A descriptor of this process: standard output, `/dev/fd/N`. */
  | { readonly kind: 'descriptor'; readonly descriptor: number }
  /** A pipe or a device, which is opened and never replaced. */
  | { readonly kind: 'special'; readonly path: string }
  /** A file that is made or replaced as a whole. */
  | { readonly kind: 'file'; readonly path: string };

const STANDARD_OUTPUT = 1;
/** As many links as Linux follows (path_resolution(7)). */
const MAX_LINKS = 40;
const OTHERS_WRITE = 0o022;
/** Where the descriptors of a process are, after links: of Linux, and of the other systems. */
const DESCRIPTORS = /^(?:\/proc\/(\d+)(?:\/task\/\d+)?|\/dev)\/fd$/;

/**
 * Finds what a path leads to; `-` is standard output. A link is followed where only this user and root can put one;
 * in a folder that others can write to it could be anybody's, so it is itself what is replaced.
 * @throws FileError for what cannot be written to
 */
export function targetOf(path: string): Target {
  if (path === '-') return { kind: 'descriptor', descriptor: STANDARD_OUTPUT };
  let place = resolve(path);
  for (let links = 0; links <= MAX_LINKS; links++) {
    const folder = realFolder(place);
    if (folder === undefined) return { kind: 'file', path: place };
    place = join(folder, basename(place));
    const descriptors = DESCRIPTORS.exec(folder);
    if (descriptors !== null) return descriptorTarget(place, descriptors[1]);
    const entry = lstatSync(place, { throwIfNoEntry: false });
    if (entry === undefined || entry.isFile()) return { kind: 'file', path: place };
    if (entry.isDirectory() || entry.isSocket()) {
      const thing = entry.isDirectory() ? 'folder' : 'socket';
      throw new FileError('NO_FILE', message('files.noFile', { path, thing }));
    }
    const ours = isTrusted(entry.uid);
    const shared = isShared(folder);
    if (!entry.isSymbolicLink()) {
      if (shared && !ours) throw new FileError('FOREIGN', message('files.foreign', { path }));
      return { kind: 'special', path: place };
    }
    if (shared || !ours) return { kind: 'file', path: place };
    place = resolve(folder, readlinkSync(place));
  }
  throw new FileError('NO_FILE', message('files.noFile', { path, thing: 'circle' }));
}

/** Whether a path leads to this program's standard output. */
export function isStandardOutput(path: string): boolean {
  try {
    const target = targetOf(path);
    return target.kind === 'descriptor' && target.descriptor === STANDARD_OUTPUT;
  } catch {
    return false;
  }
}

/** The folder behind all links; undefined when it is not there, which opening the file tells best. */
function realFolder(place: string): string | undefined {
  try {
    return realpathSync(dirname(place));
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** @param process whose descriptor it is; undefined: this one's */
function descriptorTarget(place: string, process_: string | undefined): Target {
  const number = basename(place);
  if (!/^\d+$/.test(number) || (process_ !== undefined && Number(process_) !== process.pid)) {
    return { kind: 'special', path: place };
  }
  return { kind: 'descriptor', descriptor: Number(number) };
}

/** Whether somebody else can put something into a folder. `/dev` is the system's, whoever owns it in a container. */
function isShared(folder: string): boolean {
  if (process.platform === 'win32' || folder === '/dev') return false;
  const { mode, uid } = statSync(folder);
  return (mode & OTHERS_WRITE) !== 0 || !isTrusted(uid);
}

/** Whether what belongs to this user was put there by this user or by root. */
function isTrusted(uid: number): boolean {
  return uid === 0 || uid === process.geteuid?.() || process.platform === 'win32';
}
