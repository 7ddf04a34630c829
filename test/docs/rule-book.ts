import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const TRANSCRIPTS = 'test/conformance/transcripts';

/** A rule of the rule book. */
export interface Rule {
  /** As in `B-LINE-1`. */
  readonly id: string;
  readonly source: string;
  readonly shown: readonly Shown[];
}

/** What shows a rule: a transcript or test, by its path from the root, and titles in it; none: all of it. */
export interface Shown {
  readonly path: string;
  readonly titles: readonly string[];
}

/** A case of a transcript and the rules that it says it shows. */
export interface CitingCase {
  readonly path: string;
  readonly title: string;
  readonly ids: readonly string[];
}

/** Reads the rules of a page: `**[B-LINE-1]** …` and then a list of `Source:` and `Shown:`. */
export function readRules(page: string): Rule[] {
  return page
    .split(/^(?=\*\*\[B-)/m)
    .slice(1)
    .map((text) => {
      const id = /^\*\*\[(B-[A-Z]+-\d+)\]\*\* /.exec(text)?.[1];
      if (id === undefined) throw new Error(`no rule begins so: ${text.slice(0, 40)}`);
      return { id, source: item(text, 'Source'), shown: readShown(item(text, 'Shown')) };
    });
}

/** An item of a rule's list, on one line; empty when it has none. */
function item(text: string, name: string): string {
  const [, value = ''] =
    new RegExp(`^- ${name}: ([\\s\\S]*?)(?=^- |\\n\\n|$(?![\\s\\S]))`, 'm').exec(text) ?? [];
  return value.replace(/\s+/g, ' ').trim();
}

function readShown(text: string): Shown[] {
  return [...text.matchAll(/`([^`]+)`((?: “[^”]*”)*)/g)].map(([, file = '', titles = '']) => ({
    path: file.includes('/') ? file : join(TRANSCRIPTS, file),
    titles: [...titles.matchAll(/“([^”]*)”/g)].map(([, title = '']) => title),
  }));
}

/** The ids that a text cites in brackets, each once. */
export function citedIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\[(B-[A-Z]+-\d+)\]/g)].map(([, id = '']) => id))];
}

/** Every case of the transcripts; it cites the rules it shows in a comment right below its title. */
export function citingCases(root: string): CitingCase[] {
  const files = readdirSync(join(root, TRANSCRIPTS)).filter((name) => name.endsWith('.transcript'));
  return files.flatMap((name) => {
    const path = join(TRANSCRIPTS, name);
    const cases = readFileSync(join(root, path), 'utf8').matchAll(/^== (.*)\n((?:#.*\n)*)/gm);
    return [...cases].map(([, title = '', comments = '']) => ({ path, title, ids: citedIn(comments) }));
  });
}

/** What a rule names and is not there. */
export function missingIn(root: string, { id, shown }: Rule): string[] {
  return shown.flatMap(({ path, titles }) => {
    const file = join(root, path);
    if (!existsSync(file)) return [`${id}: there is no ${path}`];
    const text = readFileSync(file, 'utf8');
    const isThere = (title: string) =>
      path.endsWith('.transcript') ? text.includes(`\n== ${title}\n`) : text.includes(title);
    return titles.filter((title) => !isThere(title)).map((title) => `${id}: ${path} has no “${title}”`);
  });
}
