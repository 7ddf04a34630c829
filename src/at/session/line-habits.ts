import type { Terminator } from '../terminator.ts';
import type { HostHabit } from './session-options.ts';

const LF = 0x0a;
const CR = 0x0d;
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
  terminator: Terminator,
  tell: (habit: HostHabit) => void,
): void {
  if (end - from >= LONG_LINE_BYTES) tell('longLine');
  if (terminator === 'crlf') return;
  if (terminator === 'cr' || (bytes[end - 1] === LF && bytes[end - 2] !== CR)) tell('lineEnd');
}
