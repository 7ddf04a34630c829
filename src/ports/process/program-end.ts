import { constants } from 'node:os';
import { type Message, message } from '#messages/message';

/** How a program ended. */
export interface ProgramEnd {
  /** Its exit code; 128 and the signal's number when one ended it. */
  readonly code: number;
  /** For a message that names the program: `exited with code 3`. */
  readonly how: Message;
  /** The last lines that it wrote to its standard error, where they were kept. */
  readonly lastLines?: readonly string[];
}

/** Exit codes of the shell (POSIX, Shell Command Language 2.8.2). */
const NOT_EXECUTABLE = 126;
export const NOT_FOUND = 127;
const BY_SIGNAL = 128;

/** What Node tells of the end of a program that the shell ran, understood. */
export function endOfProgram(code: number | null, signal: NodeJS.Signals | null): ProgramEnd {
  if (signal !== null) {
    return { code: BY_SIGNAL + constants.signals[signal], how: message('ports.endedBySignal', { signal }) };
  }
  const known = code ?? NOT_FOUND;
  if (known === NOT_FOUND) return { code: known, how: message('ports.exitedNotFound', { code: known }) };
  if (known === NOT_EXECUTABLE) {
    return { code: known, how: message('ports.exitedNotExecutable', { code: known }) };
  }
  const named = Object.entries(constants.signals).find(([, number]) => number === known - BY_SIGNAL)?.[0];
  return { code: known, how: message('ports.exited', { code: known, signal: named }) };
}
