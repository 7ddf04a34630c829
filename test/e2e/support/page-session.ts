import { readFileSync } from 'node:fs';

/** Bytes that a host sends, and all that comes before it sends the next. */
export interface Exchange {
  readonly send: string;
  readonly answer: string;
}

/** What a page promises of a session. */
export interface PageSession {
  /** What the program prints once it is up, without the line that only a terminal sees. */
  readonly announcement: string;
  readonly exchanges: readonly Exchange[];
  /** Log lines that are shown, those that the page wraps as one. */
  readonly log: readonly string[];
}

const ROOT = new URL('../../../', import.meta.url);
const END = '\r\n';

/**
 * Reads the code blocks below a heading up to the next one, and a command that the last step names without a block.
 * @param page its path from the root of the repository
 */
export function readSession(page: string, heading: string): PageSession {
  const text = readFileSync(new URL(page, ROOT), 'utf8');
  return sessionIn(text.split(`# ${heading}\n`)[1]?.split(/\n#+ /)[0] ?? '');
}

/** What a whole page promises: a session through all its sections, and the lines of its shell blocks. */
export function readGuide(page: string): PageSession & { readonly commands: readonly string[] } {
  const text = readFileSync(new URL(page, ROOT), 'utf8');
  const shell = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)];
  return { ...sessionIn(text), commands: shell.flatMap(([, lines = '']) => lines.trimEnd().split('\n')) };
}

function sessionIn(section: string): PageSession {
  const parts = section.split(/^ *```.*$/m);
  const blocks = parts.filter((_part, at) => at % 2 === 1).map(unindented);
  const closing = /^\d+\. .*`(AT[^`]*)`/m.exec(parts.at(-1) ?? '')?.[1];
  return {
    announcement: blocks
      .filter((block) => block.startsWith('atmqtt is up'))
      .join('')
      .replace(/^Type AT commands.*\n/m, ''),
    exchanges: [
      ...blocks.filter((block) => block.startsWith('AT')).flatMap(exchangesOf),
      ...(closing === undefined ? [] : exchangesOf(`${closing}\n\nOK\n`)),
    ],
    log: blocks
      .filter((block) => /^(?:warn|info) /.test(block))
      .map((block) => block.trimEnd().replace(/\n +/g, ' ')),
  };
}

/** A block of lines as a terminal shows them: commands, which are echoed, data behind `>`, which is not. */
function exchangesOf(block: string): Exchange[] {
  const exchanges: { send: string; answer: string }[] = [];
  for (const line of block.split('\n').slice(0, -1)) {
    const last = exchanges.at(-1);
    const data = /^>(.*)$/.exec(line)?.[1];
    if (line.startsWith('AT')) exchanges.push({ send: line + END, answer: line + END });
    else if (last === undefined) throw new Error(`${line} answers nothing`);
    else if (data === undefined) last.answer += line + END;
    else {
      last.answer += '>';
      exchanges.push({ send: data, answer: '' });
    }
  }
  return exchanges;
}

function unindented(block: string): string {
  const lines = block.split('\n').slice(1);
  const indent = /^ */.exec(lines[0] ?? '')?.[0].length ?? 0;
  return lines.map((line) => line.slice(indent)).join('\n');
}
