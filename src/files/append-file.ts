import {
  closeSync,
  constants,
  fchmodSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { systemCode } from '#errors/system-error';
import type { Cancel, Timers } from '#time/timers';
import { syncFolder } from './sync-folder.ts';

/** For its owner alone: what is appended may be secret. */
const MODE = 0o600;
/** Windows has neither such links nor such pipes: opening one that nobody reads would wait for ever. */
const APPENDING =
  constants.O_WRONLY | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * When what was appended is on the disk, so that it outlives a power failure: `always`, before `append` returns; `interval`,
 * a second later, without anybody waiting; `never`, when the operating system likes.
 */
export type SyncPolicy =
  | { readonly when: 'always' }
  | { readonly when: 'interval'; readonly timers: Timers }
  | { readonly when: 'never' };

/** Milliseconds. */
const SYNC_INTERVAL_MS = 1_000;

/** How an appended file is opened. */
interface AppendOptions {
  /** How many of its bytes are good, where it is known that the rest is not. */
  readonly whole?: number | undefined;
  /** Default: never. */
  readonly sync?: SyncPolicy;
}

/** A file that is only appended to, each time all of it or nothing, whatever the disk has room for. */
export class AppendFile {
  readonly #descriptor: number;
  readonly #sync: SyncPolicy;
  #cancelSync: Cancel | undefined;
  /** While the system writes to the disk, the descriptor must not be given to another file. */
  #syncing = false;
  #closed = false;
  /** Why the last sync failed, until it is told. */
  #syncFailure: Error | undefined;
  /** Bytes that are whole. */
  #size: number;
  /** Behind those may be a part of something. */
  #torn = false;

  /** Opens the file, and makes it where there is none. @throws what the system says */
  constructor(path: string, { whole, sync = { when: 'never' } }: AppendOptions = {}) {
    this.#sync = sync;
    const { descriptor, made } = openOrMake(path);
    this.#descriptor = descriptor;
    // Once in the life of a file: otherwise its name may be lost, with all that is in it.
    if (made && sync.when !== 'never') syncFolder(dirname(path));
    const { size } = fstatSync(this.#descriptor);
    this.#size = Math.min(whole ?? size, size);
    this.#torn = this.#size < size;
  }

  /** @throws what the system says; then nothing is appended. Also when what came before could not be put on the disk */
  append(text: string): void {
    const bytes = Buffer.from(text);
    const failure = this.#syncFailure;
    this.#syncFailure = undefined;
    if (failure !== undefined) throw failure;
    try {
      if (this.#torn) this.#cutBack();
      // A full disk takes a part first, and only then refuses.
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#descriptor, bytes, at);
      this.#changed();
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
    this.#changed();
  }

  /** Puts it on the disk, unless that is left to the system, and lets go of it. @throws what the system says */
  close(): void {
    this.#cancelSync?.();
    this.#closed = true;
    try {
      if (this.#sync.when !== 'never') fsyncSync(this.#descriptor);
    } finally {
      if (!this.#syncing) closeSync(this.#descriptor);
    }
  }

  #changed(): void {
    if (this.#sync.when === 'always') fdatasyncSync(this.#descriptor);
    else this.#syncLater();
  }

  readonly #syncNow = (): void => {
    this.#cancelSync = undefined;
    // A slow disk: what has come meanwhile goes with the next one.
    if (this.#syncing) return this.#syncLater();
    this.#syncing = true;
    fdatasync(this.#descriptor, (error) => {
      this.#syncing = false;
      if (error !== null) this.#syncFailure = error;
      if (this.#closed) closeSync(this.#descriptor);
    });
  };

  #syncLater(): void {
    if (this.#sync.when !== 'interval') return;
    this.#cancelSync ??= this.#sync.timers.after(SYNC_INTERVAL_MS, this.#syncNow);
  }

  #cutBack(): void {
    ftruncateSync(this.#descriptor, this.#size);
    this.#torn = false;
  }
}

/** Never through a link, which somebody else may have put there. The umask takes from the mode of a new file. */
function openOrMake(path: string): { readonly descriptor: number; readonly made: boolean } {
  try {
    const descriptor = openSync(path, APPENDING | constants.O_CREAT | constants.O_EXCL, MODE);
    fchmodSync(descriptor, MODE);
    return { descriptor, made: true };
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    return { descriptor: openSync(path, APPENDING), made: false };
  }
}
