import { type Stats, statSync } from 'node:fs';
import { type Message, message } from '#messages/message';

/** What is in a file or a folder that only its owner should look into. */
export type Secret = 'password' | 'privateKey' | 'flash';

const GROUP = { file: 0o040, folder: 0o050 };
const OTHERS = { file: 0o004, folder: 0o005 };

/**
 * The warning that other users of this machine can read a file, or look into a folder, that holds a secret. A group that is
 * let in by another owner is how that owner lets this program read it.
 * @param stats of what is open already; what the path leads to unless given
 * @returns undefined when nobody else can, and where that cannot be told
 */
export function exposureOf(path: string, holds: Secret, stats = statsOf(path)): Message | undefined {
  // The modes of Windows say nothing of others; a pipe or a device is read once.
  if (stats === undefined || process.platform === 'win32') return undefined;
  if (!stats.isFile() && !stats.isDirectory()) return undefined;
  const thing = stats.isDirectory() ? 'folder' : 'file';
  const own = stats.uid === process.geteuid?.();
  const exposed = (stats.mode & (own ? OTHERS[thing] | GROUP[thing] : OTHERS[thing])) !== 0;
  return exposed ? message('files.exposed', { path, holds, thing, own }) : undefined;
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
