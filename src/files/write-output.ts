import { accessSync, closeSync, constants, fstatSync, lstatSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { systemCode } from '#errors/system-error';
import { message } from '#messages/message';
import { FileError } from './file-error.ts';
import { type FileOptions, replaceFile } from './replace-file.ts';
import { targetOf } from './target.ts';

/** Milliseconds until a pipe that nobody reads, or that is full, is tried again. */
const RETRY_MS = 20;
/** What is there already, as it is. */
const EXISTING = constants.O_WRONLY | (constants.O_NOCTTY ?? 0);
/** Not in the system's call, which nothing could end. */
const NOT_WAITING = constants.O_NONBLOCK ?? 0;
/** All links were followed; only a descriptor in /proc is one still. */
const NO_LINK = constants.O_NOFOLLOW ?? 0;
const STANDARD_STREAMS = new Map<number, () => NodeJS.WriteStream>([
  [1, () => process.stdout],
  [2, () => process.stderr],
]);

/** How something is written where a user wants it. */
export interface OutputOptions extends FileOptions {
  /** Gives up waiting for somebody who reads a pipe. */
  readonly signal?: AbortSignal;
}

/**
 * Writes what a user asked for to the path that the user named. A file is replaced as a whole; a pipe, a device and an
 * open descriptor (`/dev/stdout`, `/dev/fd/3`) are written to as they are; `-` is standard output. A pipe that nobody
 * reads is waited for.
 * @throws the system's error or a FileError
 */
export async function writeOutput(
  path: string,
  content: string | Uint8Array,
  options: OutputOptions = {},
): Promise<void> {
  const target = targetOf(path);
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  switch (target.kind) {
    case 'file':
      return replaceFile(target.path, bytes, options);
    case 'descriptor':
      return writeToDescriptor(target.descriptor, bytes, options.signal);
    case 'special':
      return writeToSpecial(target.path, bytes, options.signal);
  }
}

/**
 * The same for a program that has nothing else to do: it stands still until a pipe is read.
 * @throws the system's error or a FileError
 */
export function writeOutputNow(path: string, content: string | Uint8Array, options: FileOptions = {}): void {
  const target = targetOf(path);
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  switch (target.kind) {
    case 'file':
      return replaceFile(target.path, bytes, options);
    case 'descriptor':
      return writeStanding(target.descriptor, bytes);
    case 'special': {
      const descriptor = openSync(target.path, waiting(target.path));
      try {
        refuseFile(descriptor, path);
        writeStanding(descriptor, bytes);
      } finally {
        closeSync(descriptor);
      }
    }
  }
}

/**
 * Removes the file that an earlier run has left at the path, so that nobody takes it for this one's. What is no file
 * stays.
 * @throws the system's error or a FileError, also when no file could be made there
 */
export function removeEarlierOutput(path: string): void {
  removeOutput(path);
  const target = targetOf(path);
  if (target.kind === 'file') accessSync(dirname(target.path), constants.W_OK);
}

/**
 * Removes the file that was written to the path. One that is gone, alone or with its folder, is no failure, and what is no
 * file stays.
 * @throws the system's error or a FileError
 */
export function removeOutput(path: string): void {
  const target = targetOf(path);
  if (target.kind === 'file') rmSync(target.path, { force: true });
}

async function writeToDescriptor(
  descriptor: number,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<void> {
  const stream = STANDARD_STREAMS.get(descriptor)?.();
  if (stream === undefined) return writeInTurn(descriptor, bytes, signal);
  // Behind what the program has printed.
  await new Promise<void>((resolve, reject) => {
    stream.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}

async function writeToSpecial(
  path: string,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<void> {
  const descriptor = await openSpecial(path, signal);
  try {
    refuseFile(descriptor, path);
    await writeInTurn(descriptor, bytes, signal);
  } finally {
    closeSync(descriptor);
  }
}

/** How something is opened, until which a pipe waits for its reader. */
function waiting(path: string): number {
  return path.startsWith('/proc/') ? EXISTING : EXISTING | NO_LINK;
}

/** Somebody may have put a file in its place meanwhile. */
function refuseFile(descriptor: number, path: string): void {
  if (fstatSync(descriptor).isFile()) throw new FileError('FOREIGN', message('files.foreign', { path }));
}

/** Opens a pipe or a device that is there, without waiting in the system; a pipe that nobody reads is tried until somebody does. */
export async function openSpecial(path: string, signal: AbortSignal | undefined): Promise<number> {
  for (;;) {
    try {
      return openSync(path, waiting(path) | NOT_WAITING);
    } catch (error) {
      // A pipe that nobody has open for reading (fifo(7)).
      if (systemCode(error) !== 'ENXIO' || !lstatSync(path).isFIFO()) throw error;
    }
    await pause(RETRY_MS, undefined, { signal });
  }
}

async function writeInTurn(
  descriptor: number,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      if (systemCode(error) !== 'EAGAIN') throw error;
      await pause(RETRY_MS, undefined, { signal });
    }
  }
}

function writeStanding(descriptor: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      if (systemCode(error) !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
  }
}
