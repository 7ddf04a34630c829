import { existsSync, lchownSync, lstatSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const ROOT = 0;

/**
 * Writes into a folder, which is made where there is none. What root writes into a folder of somebody else, or makes in one, belongs
 * to that one then: a service that is another user would be shut out of its own files.
 */
export function keepingOwner<T>(folder: string, write: () => T): T {
  if (process.geteuid?.() !== ROOT) return write();
  const path = resolve(folder);
  const made = firstMissing(path);
  const owner = statSync(made === undefined ? path : dirname(made));
  try {
    return write();
  } finally {
    if (owner.uid !== ROOT) give(made ?? realpathSync(path), owner);
  }
}

/** The highest of the folders that are to be made; undefined when it is there. */
function firstMissing(path: string): string | undefined {
  let missing: string | undefined;
  for (let at = path; !existsSync(at); at = dirname(at)) missing = at;
  return missing;
}

/** Gives away what is root's at a path and below it; no link is followed, nor what has another name as well given away. */
function give(path: string, owner: Pick<Stats, 'uid' | 'gid'>): void {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return;
  const isFolder = stats.isDirectory();
  if (stats.uid === ROOT && (isFolder || stats.nlink === 1)) lchownSync(path, owner.uid, owner.gid);
  if (isFolder) for (const name of readdirSync(path)) give(join(path, name), owner);
}
