import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ManufacturingStore, ManufacturingValue } from '#module/flash/manufacturing';
import { openManufacturingDirectory } from '#node/flash/manufacturing-directory';
import { folder } from '../../support/folder.ts';

export const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
export const binary = (value: string | Buffer): ManufacturingValue => ({
  type: 8,
  value: Buffer.from(value),
});

export interface Opened {
  readonly store: ManufacturingStore;
  readonly directory: string;
}

/** A store in a folder that is removed with the test. */
export function open(): Opened {
  const directory = join(folder(), 'mfg');
  return { store: openManufacturingDirectory(directory), directory };
}

/** Every file below a folder, by its path. */
export function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
}

/** Puts a file where a person would. */
export function put({ directory }: Opened, path: string, content: string | Buffer): string {
  const file = join(directory, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, content);
  return file;
}
