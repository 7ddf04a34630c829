import { writeSync } from 'node:fs';
import { openManufacturingDirectory } from '#node/flash/manufacturing-directory';
import { KEYS, NAMESPACE, valueIn } from './kill-values.ts';

/*
 * A program that writes values until it is killed: node kill-writer.js DIRECTORY ROUND. It says `round key`
 * after each value that is stored.
 */
const [directory = '', first = '0'] = process.argv.slice(2);
const store = openManufacturingDirectory(directory);
for (let round = Number(first); ; round++) {
  for (const key of KEYS) {
    store.write(NAMESPACE, key, valueIn(round, key));
    writeSync(1, `${round} ${key}\n`);
  }
}
