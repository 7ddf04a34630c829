import type { Readable } from 'node:stream';
import { eachLine } from './lines.ts';

/** Bytes of one line of a program's standard error that are kept. */
const MAX_LINE_BYTES = 4096;
/** Lines that are kept to say why it failed. */
const KEPT_LINES = 20;

/**
 * Keeps the last lines of a program's standard error.
 * @param take is told each line as it comes
 * @returns the last lines so far, a cut-off one too
 */
export function keepLastLines(stream: Readable, take: (line: string) => void = () => {}): readonly string[] {
  const kept: string[] = [];
  eachLine(stream, MAX_LINE_BYTES, (line) => {
    kept.push(line);
    if (kept.length > KEPT_LINES) kept.shift();
    take(line);
  });
  return kept;
}
