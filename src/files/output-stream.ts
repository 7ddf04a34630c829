import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  openSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { Socket } from 'node:net';
import { isatty } from 'node:tty';
import { message } from '#messages/message';
import type { Timers } from '#time/timers';
import { FileError } from './file-error.ts';
import { targetOf } from './target.ts';
import { openSpecial } from './write-output.ts';

/** For its owner alone: what is written may be secret. */
const MODE = 0o600;
/** A new file, never one that somebody has put there, and never through a link; Windows has no such links. */
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
const STANDARD_OUTPUT = 1;
const STANDARD_ERROR = 2;
/** So many bytes may wait for somebody who reads slowly. */
const FULL_BYTES = 4_194_304;
/** Milliseconds for somebody who has stopped reading, at the end. */
const END_MS = 5_000;

/** Something that is written as it comes. */
export interface OutputStream {
  /** Never throws. @returns false when so much waits that the next bytes had better wait for `drained` */
  write(bytes: Uint8Array): boolean;
  /** Resolves once all is written, or nobody has read any of it for five seconds. */
  close(): Promise<void>;
}

/** How it is written, and what is told of that. */
interface OutputStreamOptions {
  readonly timers: Timers;
  /** Gives up waiting for somebody who reads a pipe. */
  readonly signal: AbortSignal;
  /** After a `write` that returned false: all is written. */
  drained(): void;
  /** Nothing more is written. What is in a file ends with what was written whole. */
  failed(error: unknown): void;
}

/**
 * Opens what a user names for bytes that come one after the other: a file that takes the place of one that is there, at once and
 * for its owner alone; a pipe, once somebody reads it; a device; an open descriptor. `-` is standard output.
 * @throws the system's error or a FileError
 */
export async function openOutputStream(path: string, options: OutputStreamOptions): Promise<OutputStream> {
  const target = targetOf(path);
  if (target.kind === 'file') {
    rmSync(target.path, { force: true });
    const descriptor = openSync(target.path, NEW_FILE, MODE);
    // The umask takes from the mode of a new file.
    fchmodSync(descriptor, MODE);
    return new FileStream(descriptor, true, options);
  }
  if (target.kind === 'special') {
    const descriptor = await openSpecial(target.path, options.signal);
    return streamOf(descriptor, path, options);
  }
  return streamOf(target.descriptor, path, options);
}

function streamOf(descriptor: number, path: string, options: OutputStreamOptions): OutputStream {
  const stats = fstatSync(descriptor);
  if (isatty(descriptor))
    throw new FileError('NO_FILE', message('files.noFile', { path, thing: 'terminal' }));
  if (!stats.isFIFO() && !stats.isSocket())
    return new FileStream(descriptor, descriptor > STANDARD_ERROR, options);
  return new PipeStream(
    descriptor === STANDARD_OUTPUT
      ? process.stdout
      : new Socket({ fd: descriptor, readable: false, writable: true }),
    options,
  );
}

/** What takes all there is at once, whoever reads it. */
class FileStream implements OutputStream {
  readonly #descriptor: number;
  /** It is closed at the end. */
  readonly #own: boolean;
  readonly #failed: (error: unknown) => void;
  /** Bytes of a file that are whole; undefined: it is none. */
  #whole: number | undefined;
  #over = false;

  constructor(descriptor: number, own: boolean, { failed }: OutputStreamOptions) {
    this.#descriptor = descriptor;
    this.#own = own;
    const stats = fstatSync(descriptor);
    this.#whole = stats.isFile() ? stats.size : undefined;
    this.#failed = failed;
  }

  write(bytes: Uint8Array): boolean {
    if (this.#over) return true;
    try {
      // A disk that fills up takes a part first, and only then says so.
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#descriptor, bytes, at);
      if (this.#whole !== undefined) this.#whole += bytes.length;
    } catch (error) {
      this.#end();
      this.#failed(error);
    }
    return true;
  }

  async close(): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    if (this.#own) closeSync(this.#descriptor);
  }

  #end(): void {
    this.#over = true;
    try {
      if (this.#whole !== undefined) ftruncateSync(this.#descriptor, this.#whole);
      if (this.#own) closeSync(this.#descriptor);
    } catch {
      // What failed first is told.
    }
  }
}

/** What somebody reads at the other end. */
class PipeStream implements OutputStream {
  readonly #stream: Socket | NodeJS.WriteStream;
  readonly #options: OutputStreamOptions;
  #full = false;
  #over = false;

  constructor(stream: Socket | NodeJS.WriteStream, options: OutputStreamOptions) {
    this.#stream = stream;
    this.#options = options;
    stream
      .on('drain', () => {
        if (!this.#full) return;
        this.#full = false;
        options.drained();
      })
      .on('error', (error) => {
        if (this.#over) return;
        this.#over = true;
        options.failed(error);
      });
  }

  write(bytes: Uint8Array): boolean {
    if (this.#over) return true;
    this.#stream.write(bytes);
    this.#full = this.#stream.writableLength >= FULL_BYTES;
    return !this.#full;
  }

  close(): Promise<void> {
    if (this.#over) return Promise.resolve();
    this.#over = true;
    return new Promise((resolve) => {
      let left = this.#stream.writableLength;
      const watch = (): void => {
        const now = this.#stream.writableLength;
        if (now === left && now > 0) return resolve();
        left = now;
        cancel = this.#options.timers.after(END_MS, watch);
      };
      let cancel = this.#options.timers.after(END_MS, watch);
      const done = (): void => {
        cancel();
        resolve();
      };
      this.#stream.once('error', done);
      if (this.#stream === process.stdout) this.#stream.write('', done);
      else this.#stream.end(done);
    });
  }
}
