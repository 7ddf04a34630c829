import { rmSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import type { Ready } from '#app/ready';
import { UsageError } from '#errors/usage-error';

/** Removes what an earlier run left, so that nobody takes it for this one's. @throws UsageError */
export function removeReadyFile(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch (error) {
    throw new UsageError(`The ready file ${file} cannot be replaced: ${(error as Error).message}.`);
  }
}

/** Writes the ready file under another name and renames it, so that it is whole as soon as it is there. @throws UsageError */
export function writeReadyFile(file: string, ready: Ready): void {
  try {
    writeFileAtomic.sync(file, `${JSON.stringify(ready)}\n`);
  } catch (error) {
    throw new UsageError(`The ready file ${file} cannot be written: ${(error as Error).message}.`);
  }
}
