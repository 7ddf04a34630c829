import { spawnSync } from 'node:child_process';
import { statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { folder } from './folder.ts';

/** A disk of so many bytes in a folder, which goes with the test. Needs `'a small disk'`. */
export function smallDisk(bytes: number): string {
  const place = folder();
  if (!mountSmallDisk(place, bytes)) throw new Error(`no disk could be mounted on ${place}`);
  onTestFinished(() => unmount(place));
  return place;
}

/** Fills a disk but for so many bytes. @returns the file to remove, which gives it back */
export function fill(disk: string, butFor = 0): string {
  const file = join(disk, 'filler');
  const { bavail, bsize } = statfsSync(disk);
  try {
    writeFileSync(file, Buffer.alloc(Math.max(0, bavail * bsize - butFor)));
  } catch (error) {
    // Somebody has taken room meanwhile: it is full all the same.
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
  return file;
}

/** @returns whether that could be done */
export function mountSmallDisk(place: string, bytes: number): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', place]).status === 0;
}

export function unmount(place: string): void {
  spawnSync('umount', [place]);
}
