import { posix } from 'node:path';

/** A heading and what follows it up to the next one. What comes before the first heading has level 0. */
export interface Section {
  readonly level: number;
  readonly heading: string;
  /** All but the fenced blocks. */
  readonly prose: string;
  /** Fenced blocks as they are written, with fences, language and indentation. */
  readonly blocks: readonly string[];
}

/** Splits a page at its headings; `#` in a fenced block is none. */
export function sectionsOf(markdown: string): Section[] {
  const sections: { level: number; heading: string; prose: string; blocks: string[] }[] = [];
  let section = { level: 0, heading: '', prose: '', blocks: [] as string[] };
  let fence: string | undefined;
  let block: string[] = [];
  sections.push(section);
  for (const line of markdown.split('\n')) {
    const mark = /^ *(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      block.push(line);
      if (mark?.startsWith(fence) && line.trim() === mark) {
        section.blocks.push(block.join('\n'));
        fence = undefined;
      }
      continue;
    }
    const [, hashes, heading] = /^(#{1,6}) +(.+?)(?: +#+)? *$/.exec(line) ?? [];
    if (mark !== undefined) {
      fence = mark;
      block = [line];
    } else if (hashes !== undefined && heading !== undefined) {
      section = { level: hashes.length, heading, prose: '', blocks: [] };
      sections.push(section);
    } else section.prose += `${line}\n`;
  }
  if (fence !== undefined) throw new Error(`a code block is never closed: ${block[1] ?? block[0]}`);
  return sections;
}

// A span may go over the end of a line, but not of a paragraph.
const CODE_SPAN = /(?<!`)(`+)(?!`)((?:(?!\n\s*\n)[\s\S])+?)(?<!`)\1(?!`)/g;

/** What stands between backticks, in order. */
export function codeSpans(text: string): string[] {
  return [...text.matchAll(CODE_SPAN)].map(([, , code = '']) => code.replace(/\s+/g, ' ').trim());
}

/** The text without its code spans. */
export function withoutCode(text: string): string {
  return text.replace(CODE_SPAN, '');
}

/** The cells of every table row, with the heads and without the lines of dashes. */
export function tableRows(prose: string): string[][] {
  return prose
    .split('\n')
    .filter((line) => /^ *\|/.test(line) && !/^[\s|:-]+$/.test(line))
    .map((line) =>
      line
        .trim()
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** Where links, pictures, reference definitions and HTML attributes lead. */
export function linkTargets(prose: string): string[] {
  const text = withoutCode(prose).replace(/<!--[\s\S]*?-->/g, '');
  return [
    ...text.matchAll(/\]\(\s*<?([^)\s>]+)/g),
    ...text.matchAll(/^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)/gm),
    ...text.matchAll(/<[^>]+\s(?:href|src)="([^"]+)"/g),
  ].map(([, target = '']) => target);
}

/** The path from the root of what a relative link leads to, without its anchor; other links as they are. */
export function resolveTarget(page: string, target: string): string {
  if (/^[a-z][a-z\d+.-]*:/i.test(target)) return target;
  const [path = ''] = target.split('#');
  return path === '' ? page : posix.join(posix.dirname(page), path);
}

/** The anchors that a page has on GitHub: those of its headings, and named ones. */
export function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const { heading, prose } of sectionsOf(markdown)) {
    for (const [, name = ''] of prose.matchAll(/<a\s+(?:id|name)="([^"]+)"/g)) anchors.add(name);
    if (heading === '') continue;
    const slug = anchorOf(heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1'));
    let anchor = slug;
    for (let again = 1; anchors.has(anchor); again += 1) anchor = `${slug}-${again}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** The anchor that GitHub makes of the text of a heading, when it is the first of its name. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}
