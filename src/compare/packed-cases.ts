import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { UsageError } from '#errors/usage-error';
import { message } from '#messages/message';
import type { CorpusCase } from './corpus-case.ts';

/** Made by the build of what `test/corpus/cases` holds. */
const PACKED = new URL('../../dist/cases.ndjson.br', import.meta.url);

/** All cases that this installation has. @param file where they are packed @throws UsageError when they are missing */
export function readPackedCases(file = PACKED): CorpusCase[] {
  try {
    return brotliDecompressSync(readFileSync(file))
      .toString()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  } catch (error) {
    throw new UsageError(message('compare.noCases'), { cause: error });
  }
}
