import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';

const FROM = 'test/corpus/cases';
const TO = 'dist/cases.ndjson.br';

/** Packs the cases of the corpus into the one file that `atmqtt compare` reads, unless it is newer than they. */
export function packCases() {
  const files = readdirSync(FROM).map((name) => `${FROM}/${name}`);
  const packed = statSync(TO, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (files.every((file) => statSync(file).mtimeMs < packed)) return;
  const cases = Buffer.concat(files.sort().map((file) => readFileSync(file)));
  const params = {
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: cases.length,
  };
  writeFileSync(TO, brotliCompressSync(cases, { params }));
}
