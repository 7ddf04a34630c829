import { readFileSync } from 'node:fs';
import { sectionsOf } from '../../../tools/docs/read-markdown.ts';

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

/** A line for a shell, and what it prints: the block behind it, where that is neither a session nor a log. */
interface ShellLine {
  readonly command: string;
  readonly prints: string | undefined;
}

/** What a section of a page promises. */
export interface GuideSection extends PageSession {
  readonly shell: readonly ShellLine[];
}

/** Reads every section of a page, from the beginning on. */
export function readGuide(page: string): GuideSection[] {
  return sectionsOf(readFileSync(new URL(page, ROOT), 'utf8')).map(({ blocks }) => ({
    ...sessionIn(blocks.join('\n\n')),
    shell: shellLines(blocks),
  }));
}

function shellLines(blocks: readonly string[]): ShellLine[] {
  return blocks.flatMap((block, at) => {
    const [fence, ...lines] = block.split('\n').slice(0, -1);
    if (fence !== '```sh') return [];
    const next = blocks[at + 1];
    const prints =
      next?.startsWith('```\n') && !isSession(next) ? unindented(next.replace(/```$/, '')) : undefined;
    return lines.map((command, line) => ({
      command,
      prints: line === lines.length - 1 ? prints : undefined,
    }));
  });
}

/** Whether a block has answers to commands. What a shell prints may begin with `AT` too, but answers nothing. */
function isSession(block: string): boolean {
  return /^```\nAT.*\n(?!```)/.test(block);
}

function sessionIn(section: string): PageSession {
  const parts = section.split(/^ *```.*$/m);
  const blocks = parts.filter((_part, at) => at % 2 === 1).map(unindented);
  const closing = /^\d+\. .*`(AT[^`]*)`/m.exec(parts.at(-1) ?? '')?.[1];
  return {
    announcement: blocks
      .filter((block) => /^atmqtt (?:is up|已启动)/m.test(block))
      .join('')
      .replace(/^(?:Type AT commands|可以在这里输入).*\n/m, ''),
    exchanges: [
      ...blocks.filter((block) => /^AT.*\n[\s\S]/.test(block)).flatMap(exchangesOf),
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
