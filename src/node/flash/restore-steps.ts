import { existsSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makePrivateFolder } from '#files/private-folder';
import { syncFolder } from '#files/sync-folder';
import { CONTENTS, copiesIn, FORMAT_FILE } from './format.ts';
import { stamp } from './stamp.ts';

/** The folder of a restore that is decided: whoever has the directory next goes on with it. */
const RESTORING = 'restoring';
/** In it, what the backup holds, until all that was there is in `old`; then what is not in its place yet. */
const [NEW, PLACED, OLD] = ['new', 'placed', 'old'];

/** Whether a program was killed between what was there and what the backup holds. */
export function isHalfRestored(directory: string): boolean {
  return existsSync(join(directory, RESTORING));
}

/**
 * Puts a folder in the place of what is in a flash directory, as one step: killed before, nothing has changed, and after,
 * `finishRestore` goes on.
 * @param fresh has what is to be there, with its format, in `new`
 * @returns where that is now which was there, if anything was stored in it @throws what the system says
 */
export function replaceContents(directory: string, fresh: string): string | undefined {
  renameSync(fresh, join(directory, RESTORING));
  syncFolder(directory);
  return finishRestore(directory);
}

/** Goes on with a restore, each time from where it was; without one, nothing. @returns and throws as `replaceContents` */
export function finishRestore(directory: string): string | undefined {
  const restoring = join(directory, RESTORING);
  if (!existsSync(restoring)) return undefined;
  const [fresh, placed, old] = [join(restoring, NEW), join(restoring, PLACED), join(restoring, OLD)];
  if (existsSync(fresh)) {
    makePrivateFolder(old);
    for (const name of [...CONTENTS, FORMAT_FILE, ...copiesIn(directory)]) move(directory, old, name);
    renameSync(fresh, placed);
  }
  if (existsSync(placed)) for (const name of readdirSync(placed)) move(placed, directory, name);
  let kept: string | undefined;
  if (existsSync(old) && holdsFiles(old)) {
    kept = join(directory, `replaced-${stamp()}`);
    renameSync(old, kept);
  }
  rmSync(restoring, { recursive: true, force: true });
  syncFolder(directory);
  return kept;
}

function move(from: string, to: string, name: string): void {
  const [source, target] = [join(from, name), join(to, name)];
  if (!existsSync(source)) return;
  // A start that makes what it misses, before it knows; one with something in it is never lost.
  const [made, kept] = to.endsWith(OLD) ? [source, target] : [target, source];
  if (existsSync(made) && existsSync(kept)) {
    rmdirSync(made);
    if (made === source) return;
  }
  renameSync(source, target);
}

/** Something besides the number of its format. */
function holdsFiles(folder: string): boolean {
  return readdirSync(folder, { withFileTypes: true }).some((entry) =>
    entry.isDirectory() ? holdsFiles(join(folder, entry.name)) : entry.name !== FORMAT_FILE,
  );
}
