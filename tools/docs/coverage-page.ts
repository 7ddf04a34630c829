import { computeCoverage, type Item } from '../../test/conformance/coverage.ts';
import { page, table, tableRow } from './markdown.ts';

/** Every form, code and setting with the transcript that shows it. */
export function coveragePage(): string {
  const { forms, commandCodes, codes, settings } = computeCoverage();
  return page(
    'Which transcript shows what',
    'The transcripts in `test/conformance/transcripts/` are played over memory, TCP and a pseudo-terminal.',
    section('Commands', 'form', forms),
    section('Error codes', 'code', codes),
    section('Error codes of each command', 'command and code', commandCodes),
    section('Settings', 'setting', settings),
  );
}

function section(title: string, head: string, items: readonly Item[]): string {
  const rows = items.map(({ what, shownBy, exempt }) => {
    const [code = '', ...rest] = what.split(' ');
    return tableRow([[`\`${code}\``, ...rest].join(' '), shownBy ?? `– ${exempt ?? 'not shown'}`]);
  });
  return `## ${title}\n\n${table([head, 'shown by'], rows)}`;
}
