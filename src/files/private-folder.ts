import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemCode } from '#errors/system-error';

const OWNER_ONLY = 0o700;

/**
 * Makes a folder, and those above it, that only its owner may look into, whatever the umask; one that is there stays
 * as it is. @throws the system's error
 */
export function makePrivateFolder(path: string): void {
  try {
    mkdirSync(path, OWNER_ONLY);
    // The umask takes from the mode of a new folder, even from its owner.
    chmodSync(path, OWNER_ONLY);
  } catch (error) {
    switch (systemCode(error)) {
      case 'ENOENT':
        if (dirname(path) === path) throw error;
        makePrivateFolder(dirname(path));
        return makePrivateFolder(path);
      case 'EEXIST':
        // Says what is there when it is no folder.
        mkdirSync(path, { recursive: true });
        return;
      default:
        throw error;
    }
  }
}
