import { closeSync, constants, openSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { basename, join } from 'node:path';
import { reasonOf } from '#errors/atmqtt-error';
import { systemCode } from '#errors/system-error';
import { replaceFile } from '#files/replace-file';
import { message } from '#messages/message';
import { FlashError } from '#module/flash/flash-error';

/** Says who holds the lock, for people: the lock itself is the kernel's, so that it goes with its holder. */
const HOLDER_FILE = 'lock';
/** Bytes of the address of a Unix socket; filled up, so that every version of libuv means the same name by it. */
const ADDRESS_BYTES = 108;
/** `O_EXLOCK` of the BSDs and macOS, which Node has no name for: opening takes the lock, as by flock(2). */
const O_EXLOCK = 0x20;
const BSD: ReadonlySet<NodeJS.Platform> = new Set(['darwin', 'freebsd', 'openbsd', 'netbsd']);
/** Other systems know no lock that Node could take and that goes with its holder. */
const NO_LOCK: () => void = () => {};
/** How often a lock that nobody holds after all is tried again. */
const TRIES = 3;

/** Directories that this process holds, by device and inode. */
const held = new Set<string>();

/**
 * Locks a flash directory for one module of one program. The kernel frees the lock when the program ends, however it ends:
 * a name in the abstract namespace of Unix sockets on Linux, a named pipe on Windows, `O_EXLOCK` on macOS and the BSDs.
 * @returns lets go of it; harmless when repeated
 * @throws FlashError `HELD`, naming the holder, when somebody else has it
 */
export function lockDirectory(directory: string): () => void {
  const { dev, ino } = statSync(directory, { bigint: true });
  const id = `${dev.toString(16)}-${ino.toString(16)}`;
  if (held.has(id)) {
    throw new FlashError('HELD', message('flash.heldHere', { path: directory }));
  }
  const unlock = take(directory, id);
  if (unlock === undefined) throw heldByOther(directory);
  held.add(id);
  try {
    writeHolder(directory);
  } catch (error) {
    held.delete(id);
    unlock();
    throw error;
  }
  return () => {
    if (held.delete(id)) unlock();
  };
}

/** @returns undefined when another program has it */
function take(directory: string, id: string): (() => void) | undefined {
  if (process.platform === 'linux')
    return takeName(`\0atmqtt-flash-${id}-`.padEnd(ADDRESS_BYTES, '-'), directory);
  if (process.platform === 'win32') return takeName(`\\\\.\\pipe\\atmqtt-flash-${id}`, directory);
  return BSD.has(process.platform) ? takeFolder(directory) : NO_LOCK;
}

function takeName(name: string, directory: string): (() => void) | undefined {
  for (let attempt = 1; ; attempt++) {
    const server = createServer((visitor) => visitor.destroy());
    // Whether it listens is known at once; why not is told later, and to nobody.
    server.on('error', () => {});
    server.listen({ path: name, exclusive: true });
    if (server.listening) return unlocking(server);
    if (isTaken(name)) return undefined;
    if (attempt === TRIES) throw new FlashError('UNUSABLE', message('flash.cannotLock', { path: directory }));
  }
}

function unlocking(server: Server): () => void {
  server.unref();
  return () => void server.close();
}

/** Whether somebody has the name; where that cannot be told, a name that cannot be had is taken. */
function isTaken(name: string): boolean {
  if (process.platform !== 'linux') return true;
  try {
    return readFileSync('/proc/net/unix', 'latin1').includes(`@${name.slice(1)}`);
  } catch {
    return true;
  }
}

function takeFolder(directory: string): (() => void) | undefined {
  try {
    const descriptor = openSync(directory, constants.O_RDONLY | constants.O_NONBLOCK | O_EXLOCK);
    return () => closeSync(descriptor);
  } catch (error) {
    if (systemCode(error) === 'EAGAIN') return undefined;
    throw error;
  }
}

function writeHolder(directory: string): void {
  const file = join(directory, HOLDER_FILE);
  try {
    replaceFile(file, `${JSON.stringify({ pid: process.pid, program: programName() })}\n`, { mode: 0o600 });
  } catch (error) {
    const reason = message('flash.unwritable', { path: file, why: reasonOf(error) });
    throw new FlashError('UNUSABLE', reason, { cause: error });
  }
}

/** The script that Node runs; ours by the name of the command. */
function programName(): string {
  const script = basename(process.argv[1] ?? process.execPath);
  return script === 'main.js' ? 'atmqtt' : script;
}

/** Whoever holds it has left a note; one of a program that has gone, or none, does not say who does. */
function heldByOther(path: string): FlashError {
  const { pid, program } = readNote(path);
  // Another thread: this one's are known.
  if (pid === process.pid) return new FlashError('HELD', message('flash.heldHere', { path }));
  const known = typeof pid === 'number' && typeof program === 'string' && lives(pid);
  const reason = known ? message('flash.heldBy', { path, pid, program }) : message('flash.held', { path });
  return new FlashError('HELD', reason, { mayHeal: true });
}

function readNote(directory: string): { readonly pid?: unknown; readonly program?: unknown } {
  try {
    return Object(JSON.parse(readFileSync(join(directory, HOLDER_FILE), 'utf8')));
  } catch {
    // The holder has only just begun.
    return {};
  }
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
