import { close, constants, fchmodSync, fsync, ftruncate, openSync, rmSync, write } from 'node:fs';
import { promisify } from 'node:util';
import { reasonOf } from '#errors/atmqtt-error';
import { systemCode } from '#errors/system-error';
import { type Target, targetOf } from '#files/target';
import { type Message, message } from '#messages/message';
import { systemTimers, type Timers } from '#time/timers';
import type { RecordingSink } from './recorder.ts';
import { RecordingError } from './recording-error.ts';

const writeBytes = promisify(write);
const truncate = promisify(ftruncate);
const toDisk = promisify(fsync);
const letGo = promisify(close);

/** For its owner alone: what was on the wire may be secret. */
const MODE = 0o600;
const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
/** Not in the system's call, which nothing could end. */
const PIPE = constants.O_WRONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);
/** What waits for a slow disk, or for a pipe that nobody reads. */
const MAX_WAITING_BYTES = 16_777_216;
/** Written at once. */
const BATCH_BYTES = 1_048_576;
/** Milliseconds until a pipe that nobody reads, or that is full, is tried again. */
const RETRY_MS = 20;
/** Milliseconds that the reader of a pipe has at the end to take the rest. */
const LAST_MS = 1000;
const LF = 0x0a;

interface WaitingLine {
  readonly text: string;
  /** Bytes of the wire in it. */
  readonly bytes: number;
}

/** What is told to the user of a recording that cannot be written. */
export interface RecordingFileEvents {
  /** Lines are lost from here on; told once. */
  failed(reason: Message): void;
}

/**
 * A file that a recording is written to, without anybody having to wait for it. On a full disk, or when a reader is too slow,
 * lines are left out, always whole ones, and the recording says later how many bytes are missing there.
 */
export class RecordingFile implements RecordingSink {
  gap: ((bytes: number) => string) | undefined;
  readonly #path: string;
  readonly #target: Target;
  readonly #events: RecordingFileEvents;
  readonly #timers: Timers;
  #descriptor: number | undefined;
  /** Bytes of whole lines; of what is no file undefined. */
  #size: number | undefined;
  #waiting: WaitingLine[] = [];
  #waitingBytes = 0;
  /** Bytes of the wire that are missing, and not told yet in the recording. */
  #missing = 0;
  #told = false;
  /** Lines wait until it is. */
  #opened = false;
  /** Nothing can be written any more. */
  #over = false;
  #running: Promise<void> | undefined;
  /** When a pipe is given up; undefined as long as the recording goes on. */
  #until: number | undefined;

  /** @throws RecordingError for what nothing can be written to */
  constructor(path: string, events: RecordingFileEvents, timers: Timers = systemTimers) {
    this.#path = path;
    this.#events = events;
    this.#timers = timers;
    try {
      this.#target = targetOf(path);
    } catch (error) {
      throw this.#unwritable(error);
    }
  }

  /**
   * Opens it; a file that is there is replaced. A pipe that nobody reads yet is waited for, and the recording goes on meanwhile.
   * @throws RecordingError when it cannot be written
   */
  open(): void {
    try {
      if (this.#target.kind === 'descriptor') this.#descriptor = this.#target.descriptor;
      if (this.#target.kind === 'special') this.#openPipe(this.#target.path);
      if (this.#target.kind === 'file') {
        rmSync(this.#target.path, { force: true });
        this.#descriptor = openSync(this.#target.path, NEW, MODE);
        fchmodSync(this.#descriptor, MODE);
        this.#size = 0;
      }
    } catch (error) {
      throw this.#unwritable(error);
    }
    this.#opened = true;
    this.#begin();
  }

  write(text: string, bytes: number): void {
    if (this.#over) {
      this.#missing += bytes;
    } else if (this.#waitingBytes + text.length > MAX_WAITING_BYTES) {
      this.#lose(bytes, message('recording.readerTooSlow'));
    } else {
      this.#waiting.push({ text, bytes });
      this.#waitingBytes += text.length;
      this.#begin();
    }
  }

  /** Writes the rest, puts it on the disk and lets go of it. @returns how many bytes of the wire are missing at its end */
  async close(): Promise<number> {
    if (!this.#opened) return 0;
    this.#until = this.#timers.now() + LAST_MS;
    await this.#running;
    if (this.#missing > 0 && !this.#over && this.gap !== undefined) {
      this.write('', 0);
      await this.#running;
    }
    this.#over = true;
    const descriptor = this.#descriptor;
    if (descriptor === undefined || this.#target.kind === 'descriptor') return this.#missing;
    if (this.#size !== undefined) await toDisk(descriptor).catch((error: unknown) => this.#tell(error));
    await letGo(descriptor);
    return this.#missing;
  }

  #begin(): void {
    if (!this.#opened || this.#waiting.length === 0) return;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  async #run(): Promise<void> {
    // What comes in the same turn is written together.
    await Promise.resolve();
    while (this.#waiting.length > 0 && !this.#over) {
      const lines = this.#take();
      try {
        await this.#writeLines(lines);
      } catch (error) {
        this.#tell(error);
        if (systemCode(error) === 'EPIPE') this.#over = true;
      }
    }
    if (this.#over) for (const { bytes } of this.#take(Number.POSITIVE_INFINITY)) this.#missing += bytes;
  }

  #take(max = BATCH_BYTES): WaitingLine[] {
    let [count, size] = [0, 0];
    for (const { text } of this.#waiting) {
      if (count > 0 && size + text.length > max) break;
      size += text.length;
      count++;
    }
    this.#waitingBytes -= size;
    return this.#waiting.splice(0, count);
  }

  async #writeLines(lines: readonly WaitingLine[]): Promise<void> {
    const missing = this.#missing;
    const gap = missing > 0 ? (this.gap?.(missing) ?? '') : '';
    const whole = [{ text: gap, bytes: 0 }, ...lines];
    const content = Buffer.from(whole.map(({ text }) => text).join(''));
    this.#missing = 0;
    let written = 0;
    try {
      // A disk that fills up takes a part first, and only then says so.
      while (written < content.length) written += await this.#writeSome(content, written);
      if (this.#size !== undefined) this.#size += content.length;
    } catch (error) {
      const kept = await this.#cutBack(content.subarray(0, written));
      // The gap itself counts as written only with its line end.
      this.#missing += gap !== '' && kept < Buffer.byteLength(gap) ? missing : 0;
      let at = 0;
      for (const { text, bytes } of whole) {
        at += Buffer.byteLength(text);
        if (at > kept) this.#missing += bytes;
      }
      throw error;
    }
  }

  /** Keeps the whole lines of what was written. @returns how many bytes those are */
  async #cutBack(written: Buffer): Promise<number> {
    if (this.#size === undefined || this.#descriptor === undefined) return written.length;
    const kept = written.lastIndexOf(LF) + 1;
    this.#size += kept;
    // When that fails too, what follows is written over the rest.
    await truncate(this.#descriptor, this.#size).catch(() => {});
    return kept;
  }

  async #writeSome(content: Buffer, from: number): Promise<number> {
    for (;;) {
      if (this.#descriptor === undefined && this.#target.kind === 'special')
        this.#openPipe(this.#target.path);
      try {
        if (this.#descriptor !== undefined) {
          const position = this.#size === undefined ? null : this.#size + from;
          const length = content.length - from;
          return (await writeBytes(this.#descriptor, content, from, length, position)).bytesWritten;
        }
      } catch (error) {
        if (systemCode(error) !== 'EAGAIN') throw error;
      }
      if (this.#until !== undefined && this.#timers.now() >= this.#until) {
        this.#over = true;
        throw new RecordingError('UNWRITABLE', message('recording.readerTooSlow'));
      }
      await new Promise<void>((resolve) => void this.#timers.after(RETRY_MS, resolve));
    }
  }

  /** A pipe that nobody has open for reading cannot be opened yet (fifo(7)). */
  #openPipe(path: string): void {
    try {
      this.#descriptor = openSync(path, PIPE);
    } catch (error) {
      if (systemCode(error) !== 'ENXIO') throw error;
    }
  }

  #lose(bytes: number, why: Message): void {
    this.#missing += bytes;
    if (this.#told) return;
    this.#told = true;
    this.#events.failed(message('recording.notWritten', { file: this.#path, why }));
  }

  #tell(error: unknown): void {
    this.#lose(0, reasonOf(error));
  }

  #unwritable(error: unknown): RecordingError {
    const why = reasonOf(error);
    return new RecordingError('UNWRITABLE', message('recording.cannotOpen', { file: this.#path, why }), {
      cause: error,
    });
  }
}
