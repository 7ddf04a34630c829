import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { reasonOf } from '#errors/atmqtt-error';
import { systemCode } from '#errors/system-error';
import type { SyncPolicy } from '#files/append-file';
import { makePrivateFolder } from '#files/private-folder';
import { replaceFile } from '#files/replace-file';
import { message } from '#messages/message';
import type { Flash, FlashValue } from '#module/flash/flash';
import { FlashError } from '#module/flash/flash-error';
import type { ManufacturingStore } from '#module/flash/manufacturing';
import type { Settings } from '#module/settings/settings';
import type { Timers } from '#time/timers';
import { formatOf, migrateFlash } from './format.ts';
import { lookAtManufacturing, openManufacturingDirectory } from './manufacturing-directory.ts';
import { finishRestore, isHalfRestored } from './restore-steps.ts';
import { openSessionJournal } from './session-journal.ts';
import { syncPolicyOf } from './sync-policy.ts';

const NVS_FILE = 'nvs.json';

/** How a flash directory is used. */
export interface FlashDirectoryOptions {
  /** When what is stored is on the disk: the setting `flashSync`. Default: interval. */
  readonly sync?: Settings['flashSync'];
  /** For `interval`. Default: the real time. */
  readonly timers?: Timers;
}

const valueSchema: z.ZodType<FlashValue> = z.lazy(() => {
  // An empty one says nothing, so it is a mistake.
  const parts = z.record(z.string(), valueSchema).refine((value) => Object.keys(value).length > 0);
  return z.union([z.string(), z.number(), z.boolean(), z.array(valueSchema), parts]);
});
const valuesSchema = z.record(z.string(), valueSchema);

/**
 * Opens a flash directory to look at it: nothing is made, and a module may have it at the same time.
 * @throws FlashError
 */
export function openExistingFlash(directory: string): Flash {
  if (!existsSync(directory))
    throw new FlashError('UNUSABLE', message('flash.noDirectory', { path: directory }));
  usable(directory, () => accessSync(directory, constants.R_OK));
  if (isHalfRestored(directory))
    throw new FlashError('UNUSABLE', message('flash.halfRestored', { path: directory }), { mayHeal: true });
  formatOf(directory);
  return flashIn(directory, lookAtManufacturing(join(directory, 'mfg')), syncPolicyOf('never'));
}

/** Makes a flash directory where there is none. @throws FlashError when it cannot be made, written or read */
export function makeFlashDirectory(directory: string): void {
  usable(directory, () => {
    makePrivateFolder(directory);
    makePrivateFolder(join(directory, 'sessions'));
    accessSync(directory, constants.R_OK | constants.W_OK);
  });
}

/**
 * A flash in a directory: settings in `nvs.json`, which a person can read and edit while the program is
 * stopped, one journal a persistent session in `sessions/`, and certificates and keys in `mfg/`. Writes are
 * atomic: a killed process leaves the old or the new value. Only the owner may look into it: folders have mode 0700,
 * files 0600. One of an older format is brought to the present one, with a copy kept. Nothing is locked: a module that is given the path of a directory, not this, keeps others off it.
 * @throws FlashError when the directory cannot be made, written or read; `NEWER` when a newer version has written it
 */
export function openFlashDirectory(
  directory: string,
  { sync = 'interval', timers }: FlashDirectoryOptions = {},
): Flash {
  makeFlashDirectory(directory);
  usable(directory, () => finishRestore(directory));
  migrateFlash(directory);
  const policy = syncPolicyOf(sync, timers);
  const manufacturing = openManufacturingDirectory(join(directory, 'mfg'), {
    syncName: policy.when !== 'never',
  });
  return flashIn(directory, manufacturing, policy);
}

function usable(directory: string, run: () => void): void {
  try {
    run();
  } catch (error) {
    throw new FlashError(
      'UNUSABLE',
      message('flash.directoryUnusable', { path: directory, why: reasonOf(error) }),
      { cause: error },
    );
  }
}

function flashIn(directory: string, manufacturing: ManufacturingStore, sync: SyncPolicy): Flash {
  const file = join(directory, NVS_FILE);
  let values = readValues(file);

  function store(next: Map<string, FlashValue>): void {
    const text = `${JSON.stringify(Object.fromEntries(next), null, 2)}\n`;
    try {
      // The Wi-Fi password is among them.
      replaceFile(file, text, { mode: 0o600, syncName: sync.when !== 'never' });
    } catch (error) {
      const reason = message('flash.unwritable', { path: file, why: reasonOf(error) });
      throw new FlashError('UNUSABLE', reason, { cause: error });
    }
    values = next;
  }

  return {
    get: (key) => values.get(key),
    entries: () => values,
    set(key, value) {
      if (!isDeepStrictEqual(values.get(key), value)) store(new Map(values).set(key, value));
    },
    restore: () => store(new Map()),
    session(identity) {
      const name = createHash('sha256').update(identity).digest('hex').slice(0, 16);
      return openSessionJournal(join(directory, 'sessions', `${name}.ndjson`), sync);
    },
    manufacturing,
  };
}

function readValues(file: string): Map<string, FlashValue> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return new Map();
    throw new FlashError('UNUSABLE', message('flash.unreadable', { path: file, why: reasonOf(error) }), {
      cause: error,
    });
  }
  try {
    return new Map(Object.entries(valuesSchema.parse(JSON.parse(text))));
  } catch (error) {
    throw new FlashError('DAMAGED', message('flash.notSettings', { path: file }), { cause: error });
  }
}
