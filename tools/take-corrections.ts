/*
 * Takes what `atmqtt compare --corrections` has written into the cases of the corpus:
 * `npm run corpus:take -- FILE [--as 5.0.1.0] [--dry-run]`. What the module did becomes what that version does; other versions keep
 * what was seen of them. `npm run conformance` shows then where ours must follow.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type CorpusCase, VERSIONS, type Version } from '#compare/corpus-case';
import { readCorrections } from '#compare/corrections';
import { takeCorrection } from '#compare/take-correction';

const FOLDER = new URL('../test/corpus/cases/', import.meta.url);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { as: { type: 'string' }, 'dry-run': { type: 'boolean', default: false } },
});
const [file] = positionals;
if (file === undefined) throw new Error('npm run corpus:take -- FILE [--as VERSION] [--dry-run]');

const { header, cases, same } = readCorrections(readFileSync(file, 'utf8'));
const versions = Object.keys(VERSIONS) as Version[];
const version = versions.find((each) =>
  values.as === undefined ? VERSIONS[each] === header.mostLike.firmware : each === values.as,
);
if (version === undefined) throw new Error(`give --as one of ${versions.join(', ')}`);

say(`${header.identity.join(', ')}; by atmqtt ${header.program}, most like ${header.mostLike.firmware}`);
say(`${same.length} cases as seen of ${version}, ${cases.length} otherwise`);
let taken = 0;
for (const name of readdirSync(FOLDER)) {
  const url = new URL(name, FOLDER);
  const lines = readFileSync(url, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  let known: readonly CorpusCase[] = lines.map((line) => JSON.parse(line));
  const before = known;
  for (const correction of cases) {
    const changed = takeCorrection(known, correction, version, header.identity[0] ?? '');
    if (changed === known) continue;
    known = changed;
    taken++;
    say(`  ${correction.id}`);
  }
  if (known !== before && !values['dry-run'])
    writeFileSync(url, known.map((each) => `${asciiJson(each)}\n`).join(''));
}
say(
  `${taken} cases of ${version} are ${values['dry-run'] ? 'to be changed' : 'changed'}; npm run conformance shows what ours does.`,
);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function asciiJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
