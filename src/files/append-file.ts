import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  writeSync,
} from 'node:fs';
import { systemCode } from '#errors/system-error';

/** For its owner alone: what is appended may be secret. */
const MODE = 0o600;
/** Windows has no such links. */
const APPENDING = constants.O_WRONLY | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0);

/** A file that is only appended to, each time all of it or nothing, whatever the disk has room for. */
export class AppendFile {
  readonly #descriptor: number;
  /** Bytes that are whole. */
  #size: number;
  /** Behind those may be a part of something. */
  #torn = false;

  /**
   * Opens the file, and makes it where there is none.
   * @param whole how many of its bytes are good, where it is known that the rest is not
   * @throws what the system says
   */
  constructor(path: string, whole?: number) {
    this.#descriptor = openOrMake(path);
    const { size } = fstatSync(this.#descriptor);
    this.#size = Math.min(whole ?? size, size);
    this.#torn = this.#size < size;
  }

  /** @throws what the system says; then nothing is appended */
  append(text: string): void {
    const bytes = Buffer.from(text);
    try {
      if (this.#torn) this.#cutBack();
      // A full disk takes a part first, and only then refuses.
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#descriptor, bytes, at);
      this.#size += bytes.length;
    } catch (error) {
      this.#torn = true;
      try {
        this.#cutBack();
      } catch {
        // It is tried again before the next bytes.
      }
      throw error;
    }
  }

  /** Throws away all there is. @throws what the system says */
  clear(): void {
    this.#size = 0;
    this.#cutBack();
  }

  /** Makes it durable and lets go of it. @throws what the system says */
  close(): void {
    try {
      fsyncSync(this.#descriptor);
    } finally {
      closeSync(this.#descriptor);
    }
  }

  #cutBack(): void {
    ftruncateSync(this.#descriptor, this.#size);
    this.#torn = false;
  }
}

/** Never through a link, which somebody else may have put there. The umask takes from the mode of a new file. */
function openOrMake(path: string): number {
  try {
    const made = openSync(path, APPENDING | constants.O_CREAT | constants.O_EXCL, MODE);
    fchmodSync(made, MODE);
    return made;
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    return openSync(path, APPENDING);
  }
}
