import { closeSync, fsyncSync, openSync } from 'node:fs';

/**
 * Puts the names in a folder on the disk: that of a file that was made or renamed. Windows, where folders cannot be opened,
 * does so by itself.
 * @throws what the system says
 */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
