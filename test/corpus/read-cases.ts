import { readdirSync, readFileSync } from 'node:fs';
import type { CorpusCase } from '#compare/corpus-case';

const FOLDER = new URL('./cases/', import.meta.url);

/** All cases, in the order of their files. */
export function readCases(): CorpusCase[] {
  return readdirSync(FOLDER)
    .sort()
    .flatMap((file) => readFileSync(new URL(file, FOLDER), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
