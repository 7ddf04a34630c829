/*
 * Plays what was observed from genuine modules and says how much is equal, byte for byte:
 * `npm run conformance [-- --group NAME] [--version 3.4.0.0] [--follow manual|module] [--show N]`.
 */
import { parseArgs } from 'node:util';
import { VERSIONS, type Version } from '#compare/corpus-case';
import { playAll } from '#compare/play-all';
import type { Difference } from '#compare/play-case';
import { FOLLOWS } from '#firmware/places';
import { FIRMWARES, type Firmware } from '#firmware/releases';
import { playRelease } from '../test/conformance/play-release.ts';
import { readCases } from '../test/corpus/read-cases.ts';

const { values } = parseArgs({
  options: {
    group: { type: 'string' },
    id: { type: 'string' },
    version: { type: 'string' },
    follow: { type: 'string' },
    show: { type: 'string', default: '0' },
  },
});

const cases = readCases().filter(
  ({ id, group }) => (values.group ?? group) === group && (values.id ?? id) === id,
);
const versions = (Object.keys(VERSIONS) as Version[]).filter((each) => (values.version ?? each) === each);
const observed: readonly Firmware[] = Object.values(VERSIONS);
const follows = FOLLOWS.filter((each) => (values.follow ?? each) === each);

if (Object.values(values).every((value) => value === undefined || value === '0')) {
  for (const firmware of FIRMWARES.filter((each) => !observed.includes(each)))
    await playTranscripts(firmware);
}
for (const version of versions) {
  for (const follow of follows) {
    const { cases: count, differences } = await playAll(version, follow, cases);
    const equal = count - differences.length;
    const share = count === 0 ? '' : ` (${((100 * equal) / count).toFixed(1)} %)`;
    process.stdout.write(
      `${version.padEnd(8)} follow ${follow.padEnd(6)} ${equal} of ${count} equal${share}\n`,
    );
    printGroups(differences);
    for (const each of differences.slice(0, Number(values.show))) show(each);
  }
}

/** Releases of which nothing was observed byte for byte: transcripts say what they do. */
async function playTranscripts(firmware: Firmware): Promise<void> {
  for (const follow of follows) {
    const { titles, differences } = await playRelease(firmware, follow);
    const equal = titles.length - differences.length;
    process.stdout.write(
      `${firmware.padEnd(8)} follow ${follow.padEnd(6)} ${equal} of ${titles.length} transcripts equal\n`,
    );
  }
}

function printGroups(differences: readonly Difference[]): void {
  const groups = new Map<string, number>();
  for (const { id } of differences) {
    const group = id.split('-')[0] ?? '';
    groups.set(group, (groups.get(group) ?? 0) + 1);
  }
  if (groups.size > 0)
    process.stdout.write(`         differ: ${[...groups].map((each) => each.join(' ')).join(', ')}\n`);
}

function show({ id, about, step, input, expected, got }: Difference): void {
  process.stdout.write(`  ${id} step ${step}: ${about}\n`);
  for (const [name, text] of Object.entries({ input, expected, got })) {
    process.stdout.write(`    ${name.padEnd(8)} ${JSON.stringify(text)}\n`);
  }
}
