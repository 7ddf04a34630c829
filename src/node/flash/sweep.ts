import { type Dirent, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isUnfinished } from '#files/replace-file';

/** What earlier versions called files that they were writing: the name of the file, and a number. */
const NUMBERED = /^(?:nvs\.json|[0-9a-f]{16}\.ndjson)\.\d+$/;
/** `mfg/<namespace>/` and no deeper. */
const DEEPEST = 2;

/**
 * Removes the files that programs were writing when they were killed: they hold the Wi-Fi password and messages. Only for
 * the holder of the lock, since the files of a program that runs look the same. What cannot be removed stays.
 */
export function sweepUnfinished(directory: string, depth = 0): void {
  for (const entry of entriesOf(directory)) {
    const path = join(directory, entry.name);
    if (entry.isDirectory() && isUnfinished(entry.name)) {
      remove(path);
    } else if (entry.isDirectory()) {
      if (depth < DEEPEST) sweepUnfinished(path, depth + 1);
    } else if (isUnfinished(entry.name) || NUMBERED.test(entry.name)) {
      remove(path);
    }
  }
}

function entriesOf(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true, recursive: true });
  } catch {
    // It is in nobody's way.
  }
}
