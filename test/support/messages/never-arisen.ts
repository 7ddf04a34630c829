import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { en } from '#messages/en/index';

/** The keys of the catalogue that are not among those noted. @param folder where each process noted the keys that arose in it */
export function neverArisen(folder: string): readonly string[] {
  const arisen = new Set(
    readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n')),
  );
  return Object.entries(en).flatMap(([area, texts]) =>
    Object.keys(texts)
      .map((name) => `${area}.${name}`)
      .filter((key) => !arisen.has(key)),
  );
}
