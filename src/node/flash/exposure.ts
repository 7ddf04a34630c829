import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exposureOf } from '#files/exposure';
import type { Message } from '#messages/message';
import { holdsPrivateKey } from '#net/pem';

/**
 * Warnings that other users of this machine can look into a flash directory, or read what is secret in it: what the program
 * makes is its owner's alone, but a person may have made the directory, and put keys there.
 */
export function exposedFlash(directory: string): readonly Message[] {
  const stored = [
    join(directory, 'nvs.json'),
    ...entriesOf(join(directory, 'sessions')).map(({ name }) => join(directory, 'sessions', name)),
  ];
  const values = entriesOf(join(directory, 'mfg'))
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: namespace }) =>
      entriesOf(join(directory, 'mfg', namespace)).map(({ name }) => join(directory, 'mfg', namespace, name)),
    );
  return [
    exposureOf(directory, 'flash'),
    ...stored.map((path) => exposureOf(path, 'flash')),
    ...values.map((path) => {
      const exposure = exposureOf(path, 'privateKey');
      return exposure !== undefined && isKey(path) ? exposure : undefined;
    }),
  ].filter((warning) => warning !== undefined);
}

function isKey(path: string): boolean {
  try {
    return holdsPrivateKey(readFileSync(path));
  } catch {
    return false;
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
