import type { Terminator } from '../terminator.ts';
import type { HostHabit } from './session-options.ts';

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
/** From here on a line is so long that an escape more may be one too many. */
export const LONG_LINE_BYTES = 240;

/**
 * Tells what a line shows of its host. Whether LF follows a CR that ended the line is for the reader to tell.
 * @param end behind its terminator
 */
export function tellLineHabits(
  bytes: Buffer,
  from: number,
  end: number,
  { terminator, lenientQuotes }: { readonly terminator: Terminator; readonly lenientQuotes: boolean },
  tell: (habit: HostHabit) => void,
): void {
  if (end - from >= LONG_LINE_BYTES) tell('longLine');
  if (lenientQuotes && hasBareComma(bytes, from, end)) tell('bareComma');
  if (terminator === 'crlf') return;
  if (terminator === 'cr' || (bytes[end - 1] === LF && bytes[end - 2] !== CR)) tell('lineEnd');
}

/** Whether a comma stands inside quotes without a backslash. */
function hasBareComma(bytes: Buffer, from: number, end: number): boolean {
  let quoted = false;
  for (let at = from; at < end; at++) {
    const byte = bytes[at];
    if (byte === BACKSLASH) at++;
    else if (byte === QUOTE) quoted = !quoted;
    else if (byte === COMMA && quoted) return true;
  }
  return false;
}
