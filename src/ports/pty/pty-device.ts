import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import type { OnReadOpts, SocketConstructorOpts } from 'node:net';
import { ReadStream } from 'node:tty';
import { systemCode } from '#errors/system-error';
import { forgetPty, openRawPty, type PtyPair } from './pty-native.ts';

const CHUNK = 16_384;
const HOST_SIDE = constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK;

/** What a device tells its owner. */
export interface PtyDeviceEvents {
  /** The host wrote; the answer false pauses reading. */
  bytes(chunk: Buffer): boolean;
  /** The device is beyond use and must be replaced. */
  lost(): void;
}

/**
 * The system calls of one pseudo-terminal, without policy.
 *
 * Reading by event is safe only while somebody, the host or `hold`, has the host's side open: otherwise the
 * master reads EIO, on which libuv gives up the descriptor.
 */
export class PtyDevice {
  readonly path: string;
  readonly #master: number;
  readonly #reader: ReadStream;
  readonly #chunk = Buffer.allocUnsafeSlow(CHUNK);
  #held: number | undefined;
  #closed = false;

  constructor(events: PtyDeviceEvents, pair: PtyPair = openRawPty()) {
    this.path = pair.path;
    this.#master = pair.master;
    // With `onread` nothing is buffered in between, so that `read` and the events stay in order.
    const options: SocketConstructorOpts & { onread: OnReadOpts } = {
      onread: {
        buffer: Buffer.allocUnsafeSlow(CHUNK),
        callback: (size, buffer) => events.bytes(Buffer.from(buffer.subarray(0, size))),
      },
    };
    this.#reader = new ReadStream(pair.master, options);
    this.#reader.on('error', () => {});
    this.#reader.on('close', () => {
      forgetPty(pair);
      if (!this.#closed) events.lost();
    });
  }

  /** Starts reading by event. */
  resumeReading(): void {
    this.#reader.resume();
  }

  /** Stops reading by event. */
  pauseReading(): void {
    this.#reader.pause();
  }

  /**
   * Keeps the host's side open from here.
   * @returns false when a host has claimed the terminal for itself (TIOCEXCL, as Go and Rust programs do)
   */
  hold(): boolean {
    try {
      this.#held ??= openSync(this.path, HOST_SIDE);
      return true;
    } catch {
      return false;
    }
  }

  /** Undoes `hold`. */
  release(): void {
    if (this.#held !== undefined) closeSync(this.#held);
    this.#held = undefined;
  }

  /** What the host has written; `gone` when all is read and nobody has the host's side open. */
  read(): Buffer | 'nothing' | 'gone' {
    try {
      const size = readSync(this.#master, this.#chunk);
      return size === 0 ? 'gone' : Buffer.from(this.#chunk.subarray(0, size));
    } catch (error) {
      return systemCode(error) === 'EAGAIN' ? 'nothing' : 'gone';
    }
  }

  /**
   * Writes towards the host without waiting: a write by libuv would block the whole program when nobody reads.
   * @returns the number of bytes taken, 0 when it takes none
   */
  write(bytes: Buffer, from: number): number {
    try {
      return writeSync(this.#master, bytes, from);
    } catch {
      return 0;
    }
  }

  /**
   * Throws away what was written for a host that did not read it.
   * @returns false when the terminal is still claimed, as by a program that was killed
   */
  flush(): boolean {
    if (!this.hold()) return false;
    const held = this.#held as number;
    try {
      while (readSync(held, this.#chunk) > 0);
    } catch {
      // EAGAIN: empty.
    }
    this.release();
    return true;
  }

  close(): void {
    this.#closed = true;
    this.release();
    this.#reader.destroy();
  }
}
