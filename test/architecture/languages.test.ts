import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const CLI = join(import.meta.dirname, '../../src/cli');
/** Where the command line makes English texts, for whoever reads. */
const FOR_PROGRAMS: Readonly<Record<string, string>> = {
  'escape.ts': 'the object of --json',
  'play/reporter.ts': 'the events of --json',
};

test('the command line tells people what it tells in their language', () => {
  const english = readdirSync(CLI, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .filter((path) =>
      /import \{[^}]*\btextOf\b[^}]*\} from '#messages\/message'/.test(readFileSync(join(CLI, path), 'utf8')),
    );
  expect(english.sort()).toEqual(Object.keys(FOR_PROGRAMS).sort());
});
