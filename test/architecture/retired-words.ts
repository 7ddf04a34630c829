import { parseAst } from 'rolldown/parseAst';
import { nodesOf } from '../../tools/layers/imports.js';

/** A word that is not to be used any more. */
export interface RetiredWord {
  readonly word: string;
  readonly instead: string;
  /** Whether a name may not hold it as a part either. */
  readonly part: boolean;
}

/** What `retired-identifiers.txt` lists, by its sections. */
export interface RetiredWords {
  readonly identifiers: readonly RetiredWord[];
  readonly phrases: readonly RetiredWord[];
}

/** Reads the list: sections in brackets, comments with `#`, and lines of a word, two spaces or more, and what replaced it. */
export function readRetiredWords(text: string): RetiredWords {
  const sections = new Map<string, RetiredWord[]>();
  let section: RetiredWord[] = [];
  for (const line of text.split('\n').filter((each) => each.trim() !== '' && !each.startsWith('#'))) {
    const heading = /^\[(\w+)\]$/.exec(line)?.[1];
    if (heading !== undefined) {
      section = [];
      sections.set(heading, section);
      continue;
    }
    const [, star, word, instead] = /^(\*?)(.+?)\*?\s{2,}(\S.*)$/.exec(line) ?? [];
    if (word === undefined || instead === undefined) throw new Error(`what replaced it? ${line}`);
    section.push({ word, instead, part: star === '*' });
  }
  return { identifiers: sections.get('identifiers') ?? [], phrases: sections.get('phrases') ?? [] };
}

/** The names in a source and in its path that hold a retired word. */
export function retiredNames(words: RetiredWords, path: string, source: string): string[] {
  const names = new Set(path.split(/[/.]/));
  const lang = path.endsWith('.ts') ? 'ts' : 'js';
  for (const node of nodesOf(parseAst(source, { lang }, path)))
    if (node.type === 'Identifier' || node.type === 'PrivateIdentifier') names.add(node.name);
  return [...names].flatMap((name) =>
    words.identifiers
      .filter(({ word, part }) => (part ? partsOf(name).includes(word.toLowerCase()) : name === word))
      .map(({ instead }) => `${path}: ${name}: say ${instead}`),
  );
}

/** The words of a name: of `minWaitMs`, `MIN_WAIT_MS` or `min-wait-ms` min, wait and ms. */
function partsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])(?=[A-Z])/g, '$1 ')
    .split(/[ _-]+/)
    .map((part) => part.toLowerCase());
}

/** The retired phrases in a text, wherever its lines break. Titles of tests, in “…”, may hold them. */
export function retiredPhrases(words: RetiredWords, path: string, text: string): string[] {
  const oneLine = text.replace(/\s*\n\s*(?:\*(?!\*)|\/\/|#|>)?\s*/g, ' ');
  const plain = oneLine.replace(/“[^”]*”/g, '').toLowerCase();
  return words.phrases
    .filter(({ word }) => plain.includes(word.toLowerCase()))
    .map(({ word, instead }) => `${path}: ${word}: say ${instead}`);
}
