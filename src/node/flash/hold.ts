import type { Message } from '#messages/message';
import type { Flash } from '#module/flash/flash';
import { type FlashDirectoryOptions, makeFlashDirectory, openFlashDirectory } from './directory.ts';
import { exposedFlash } from './exposure.ts';
import { migrateFlash } from './format.ts';
import { lockDirectory } from './lock.ts';
import { finishRestore } from './restore-steps.ts';
import { sweepUnfinished } from './sweep.ts';

/** A flash directory that is ours alone until it is let go of, or until this program has ended. */
export interface HeldFlash {
  readonly flash: Flash;
  /** What of it other users of this machine can read, when it was opened. */
  readonly exposed: readonly Message[];
  /** That it was of an older format, when it was opened. */
  readonly migrated: Message | undefined;
  /** Lets go of the directory; harmless when repeated. */
  release(): void;
  /** Takes it again after that, with what others have stored meanwhile; harmless while it is held. @throws FlashError */
  take(): void;
}

/**
 * Opens a flash directory for a module or for writing to it, and makes it when it is not there.
 * @throws FlashError `HELD` when another module or program has it, or as `openFlashDirectory`
 */
export function holdFlashDirectory(directory: string, options: FlashDirectoryOptions = {}): HeldFlash {
  const opened = open(directory, options);
  let { flash, unlock } = opened;
  const { migrated } = opened;
  let held = true;
  return {
    flash: {
      get: (key) => flash.get(key),
      entries: () => flash.entries(),
      set: (key, value) => flash.set(key, value),
      restore: () => flash.restore(),
      session: (identity) => flash.session(identity),
      get manufacturing() {
        return flash.manufacturing;
      },
    },
    exposed: exposedFlash(directory),
    migrated,
    release() {
      held = false;
      unlock();
    },
    take() {
      if (held) return;
      ({ flash, unlock } = open(directory, options));
      held = true;
    },
  };
}

function open(
  directory: string,
  options: FlashDirectoryOptions,
): { readonly flash: Flash; readonly unlock: () => void; readonly migrated: Message | undefined } {
  makeFlashDirectory(directory);
  const unlock = lockDirectory(directory);
  try {
    sweepUnfinished(directory);
    finishRestore(directory);
    const migrated = migrateFlash(directory);
    return { flash: openFlashDirectory(directory, options), unlock, migrated };
  } catch (error) {
    unlock();
    throw error;
  }
}
