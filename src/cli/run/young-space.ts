import { setFlagsFromString } from 'node:v8';

/**
 * Lets V8's space for young objects grow no further than it has. By itself V8 doubles it whenever as much has survived
 * as it holds, so under lasting load it ends at 32 MiB, at 128 in newer versions of Node, whatever the program keeps.
 * V8 reads the flag each time it would grow, so setting it late is safe; the start of a thread sets it back.
 */
export function keepYoungSpace(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
