import { isUtf8 } from '#bytes/utf8';
import { message } from '#messages/message';
import { ExpectationError } from './expectation-error.ts';
import { markedPair } from './marked-pair.ts';
import { oneLine } from './traffic-lines.ts';

/** So many bytes are shown before the first that differs, and behind it. */
const [SHOWN_BEFORE, SHOWN_BEHIND] = [60, 60];

/**
 * Looks for something at the start of what has come.
 * @param seen so many bytes at its start are those in which it has found nothing yet
 * @returns what it is and how many bytes it takes; undefined: not yet
 * @throws when it cannot come any more, with the reason
 */
export type Match<T> = (
  unread: Buffer,
  seen: number,
) => { readonly value: T; readonly size: number } | undefined;

/** Bytes or an expression, wherever they come: everything up to their end. */
export function anywhere(wanted: Buffer | RegExp): Match<Buffer> {
  return wanted instanceof RegExp ? upTo((unread) => endOf(wanted, unread)) : anyOf([wanted]);
}

/** Whichever of these comes first: everything up to its end. */
export function anyOf(wanted: readonly Uint8Array[]): Match<Buffer> {
  const longest = Math.max(...wanted.map(({ length }) => length));
  return upTo((unread, seen) => {
    const from = Math.max(0, seen - longest);
    const found = wanted
      .map(({ length }, index) => ({ at: unread.indexOf(wanted[index] as Uint8Array, from), length }))
      .filter(({ at }) => at !== -1)
      .sort((a, b) => a.at - b.at)[0];
    return found && found.at + found.length;
  });
}

function upTo(endIn: (unread: Buffer, seen: number) => number | undefined): Match<Buffer> {
  return (unread, seen) => {
    const size = endIn(unread, seen);
    return size === undefined ? undefined : { value: unread.subarray(0, size), size };
  };
}

/** A match of an expression as the very next. */
export function expressionNext({ source, flags }: RegExp): Match<Buffer> {
  return anywhere(new RegExp(`^(?:${source})`, flags.replace('m', '')));
}

/** These bytes as the very next; it throws once others have come. */
export function bytesNext(wanted: Buffer): Match<Buffer> {
  return (unread, seen) => {
    const size = Math.min(wanted.length, unread.length);
    const from = Math.min(seen, size);
    if (unread.compare(wanted, from, size, from, size) !== 0)
      throw new ExpectationError(
        'MISMATCH',
        message('testing.otherCame', { lines: sideBySide(wanted, unread) }),
      );
    return size === wanted.length ? { value: wanted, size } : undefined;
  };
}

/** What is wanted and what has come, up to a little behind the first byte that differs. */
function sideBySide(wanted: Buffer, unread: Buffer): string[] {
  let same = 0;
  while (same < wanted.length && wanted[same] === unread[same]) same++;
  const from = Math.max(0, same - SHOWN_BEFORE);
  const cut = (bytes: Buffer) => (from > 0 ? '…' : '') + oneLine(bytes.subarray(from, same + SHOWN_BEHIND));
  return markedPair(cut(wanted), cut(unread));
}

/** Where the first match ends, in bytes; undefined when there is none. */
function endOf(wanted: RegExp, bytes: Buffer): number | undefined {
  const text = bytes.toString();
  const match = new RegExp(wanted.source, wanted.flags.replace(/[gy]/g, '')).exec(text);
  return match === null ? undefined : bytesOf(bytes, text, match.index + match[0].length);
}

/** How many bytes the first characters of a text were made of. What is not UTF-8 is fewer bytes than its text would be. */
function bytesOf(bytes: Buffer, text: string, characters: number): number {
  if (isUtf8(bytes)) return Buffer.byteLength(text.slice(0, characters));
  // The most bytes that make no more characters, found by halving.
  let [enough, tooMany] = [0, bytes.length + 1];
  while (tooMany - enough > 1) {
    const middle = (enough + tooMany) >> 1;
    if (bytes.toString('utf8', 0, middle).length <= characters) enough = middle;
    else tooMany = middle;
  }
  return enough;
}
