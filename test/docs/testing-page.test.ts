import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codeSpans, sectionsOf, tableRows } from '../../tools/docs/read-markdown.ts';
import { attachMemory } from '../conformance/attach.ts';
import { CasePlayer } from '../conformance/case-player.ts';
import { loadTranscripts, parseTranscript } from '../conformance/transcript.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/testing.md'), 'utf8');
const section = sectionsOf(page).find(({ heading }) => heading === 'Transcripts');

describe('docs/testing.md', () => {
  const block = section?.blocks.find((each) => each.startsWith('```transcript')) ?? '';
  const cases = parseTranscript('docs/testing.md', block.split('\n').slice(1, -1).join('\n'));

  test.each(cases)('shows a case that holds: $title', async (each) => {
    await new CasePlayer(each, attachMemory).play();
  });

  test('lists every direction that transcripts use, and no other', () => {
    const rows = tableRows(section?.prose ?? '').filter(([first]) => /^`(?!⏎|␀|‹|\{)[^`]/.test(first ?? ''));
    const listed = rows.flatMap(([first = '']) => codeSpans(first)).map(directionOf);
    const used = loadTranscripts().flatMap(({ directions }) =>
      directions.map(({ verb, text }) => directionOf(`${verb} ${text}`)),
    );
    const inHeads = ['settings', 'echo', 'codes'];
    expect([...new Set(listed)].sort()).toEqual([...new Set([...used, ...inHeads])].sort());
  });
});

/** The verb, and of the broker and the Wi-Fi what they do. */
function directionOf(line: string): string {
  const [verb = '', what = ''] = line.split(' ');
  return verb === 'broker' || verb === 'wifi' ? `${verb} ${what}` : verb;
}
