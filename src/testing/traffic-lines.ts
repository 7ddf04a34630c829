import { showBytes } from '#bytes/show-bytes';
import { message, textOf } from '#messages/message';

/** Something that was said over the UART. */
export interface Entry {
  readonly kind: 'command' | 'data' | 'reply' | 'urc' | 'fault';
  /** Who said it; undefined: the module, or nobody. */
  readonly host: string | undefined;
  /** What is shown of it, without the line ends around it; of a command all. */
  readonly bytes: Buffer;
  /** How many bytes it was. */
  readonly size: number;
}

/** So many lines are shown. */
const MAX_LINES = 60;
/** So many of them stand before the marked one. */
const LINES_BEFORE = 40;
/** So much is kept of what is no command. */
export const SHOWN_BYTES = 500;
const NAMED: Readonly<Record<string, string>> = { '\r': '\\r', '\n': '\\n', '\t': '\\t' };

/** Bytes on one line: what cannot be shown is escaped, and what is long cut off. */
export function oneLine(bytes: Buffer, size = bytes.length): string {
  const text = escapeControls(showBytes(bytes.subarray(0, SHOWN_BYTES)));
  return size > SHOWN_BYTES ? `${text}… (${size} bytes)` : text;
}

/** Text on one line: what cannot be shown is escaped. */
export function escapeControls(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (control) => NAMED[control] ?? `\\x${(control.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`,
  );
}

/** The traffic line by line. */
export function showTraffic(entries: readonly Entry[]): string[] {
  return linesOfAll(entries).map(({ text }) => text);
}

/** The same with one entry marked, and the lines around it, or the last ones, when it is long. */
export function showAround(entries: readonly Entry[], marked: Entry | undefined): string[] {
  const lines = linesOfAll(entries);
  const at = lines.findIndex(({ entry }) => entry === marked);
  const end = at === -1 ? lines.length : Math.min(lines.length, at + MAX_LINES - LINES_BEFORE);
  const from = Math.max(0, end - MAX_LINES);
  const leftOut = (count: number): string[] =>
    count > 0 ? [textOf(message('testing.linesLeftOut', { lines: count }))] : [];
  const shown = lines
    .slice(from, end)
    .map(({ entry, text }) => `${entry === marked ? '!' : ' '}${text.slice(1)}`);
  return [...leftOut(from), ...shown, ...leftOut(lines.length - end)];
}

function linesOfAll(entries: readonly Entry[]): { readonly entry: Entry; readonly text: string }[] {
  const several = new Set(entries.flatMap(({ host }) => host ?? [])).size > 1;
  return entries.flatMap((entry) => {
    const who = several && entry.host !== undefined ? `${entry.host} ` : '';
    const sign = entry.kind === 'fault' ? '*' : entry.host === undefined ? '<' : '>';
    return linesOf(entry).map((line) => ({ entry, text: `  ${who}${sign} ${line}` }));
  });
}

function linesOf({ kind, bytes, size }: Entry): string[] {
  if (kind === 'data') return [textOf(message('testing.data', { size, shown: oneLine(bytes, size) }))];
  if (kind !== 'reply') return [oneLine(bytes, size)];
  return bytes
    .toString('latin1')
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line) => oneLine(Buffer.from(line, 'latin1')));
}

/** Without the line ends before and behind it. */
export function withoutLineEnds(bytes: Buffer): Buffer {
  let [from, to] = [0, bytes.length];
  while (from < to && isLineEnd(bytes[from])) from++;
  while (to > from && isLineEnd(bytes[to - 1])) to--;
  return Buffer.from(bytes.subarray(from, to));
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === 0x0d || byte === 0x0a;
}
