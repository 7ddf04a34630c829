import { writeSync } from 'node:fs';
import { openManufacturingDirectory } from '#node/flash/manufacturing-directory';
import { openSessionJournal } from '#node/flash/session-journal';
import { KEYS, NAMESPACE, valueIn } from './kill-values.ts';

/*
 * A program that writes until it is killed, and says a line after each thing that is stored:
 * node kill-writer.js manufacturing DIRECTORY ROUND, or node kill-writer.js journal FILE ID.
 */
const [what = '', path = '', first = '1'] = process.argv.slice(2);
const say = (line: string): unknown => writeSync(1, `${line}\n`);

if (what === 'manufacturing') {
  const store = openManufacturingDirectory(path);
  for (let round = Number(first); ; round++) {
    for (const key of KEYS) {
      store.write(NAMESPACE, key, valueIn(round, key));
      say(`${round} ${key}`);
    }
  }
}
const journal = openSessionJournal(path);
journal.load();
const [topic, payload] = [Buffer.from('a/b'), Buffer.alloc(500, 'x')];
for (let id = Number(first); ; id++) {
  journal.put({ id, topic, payload, qos: 1, retain: false, phase: 'publish' });
  say(`${id}`);
}
