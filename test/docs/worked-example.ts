import { sectionsOf } from '../../tools/docs/read-markdown.ts';

/** A place in a file: lines with a space are there, with a plus are added in this place. */
export interface Edit {
  readonly path: string;
  readonly lines: readonly string[];
}

/** What a page tells its reader to do. */
export interface Steps {
  readonly files: ReadonlyMap<string, string>;
  readonly edits: readonly Edit[];
  readonly commands: readonly string[];
}

/** Reads the fenced blocks of a section: `diff PATH` is an edit, `LANGUAGE PATH` a new file, `sh` commands. */
export function stepsIn(page: string, heading: string): Steps {
  const section = sectionsOf(page).find((each) => each.heading === heading);
  const files = new Map<string, string>();
  const edits: Edit[] = [];
  const commands: string[] = [];
  for (const block of section?.blocks ?? []) {
    const [fence = '', ...lines] = block.split('\n').slice(0, -1);
    const [language = '', path] = fence.replaceAll('`', '').split(' ');
    if (language === 'sh') commands.push(...lines);
    else if (path === undefined) continue;
    else if (language === 'diff') edits.push({ path, lines });
    else files.set(path, `${lines.join('\n')}\n`);
  }
  return { files, edits, commands };
}

/**
 * Carries out an edit. The lines that are there stand once in the text, one below the other; the first may be the
 * beginning of a line. Added lines stand where they stand between them.
 * @throws when the lines are not there, or not once
 */
export function applyEdit(text: string, lines: readonly string[]): string {
  const context = lines.filter((line) => line.startsWith(' ')).map((line) => line.slice(1));
  const all = text.split('\n');
  const places = [...all.keys()].filter((at) =>
    context.every((line, below) => all[at + below]?.startsWith(line)),
  );
  const [place, ...others] = places;
  if (place === undefined || others.length > 0) throw new Error(`not there once: ${context.join('\n')}`);
  const edited: string[] = [];
  let at = place;
  for (const line of lines) {
    if (line.startsWith('+')) edited.push(line.slice(1));
    else edited.push(all[at++] ?? '');
  }
  return [...all.slice(0, place), ...edited, ...all.slice(at)].join('\n');
}
