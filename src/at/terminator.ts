const LF = 0x0a;
const CR = 0x0d;

/** What ends a line [B-LINE-1]. `any`: CR, LF or CR LF, whichever comes. */
export const TERMINATORS = ['crlf', 'cr', 'lf', 'any'] as const;
export type Terminator = (typeof TERMINATORS)[number];

/** What ends a line with each. */
export const TERMINATOR_BYTES: Readonly<Record<Terminator, readonly string[]>> = {
  crlf: ['\r\n'],
  cr: ['\r'],
  lf: ['\n'],
  any: ['\r', '\n'],
};

/**
 * Finds the end of a line.
 * @param before the byte just before `from`, when it came in an earlier chunk: it may be half a terminator
 * @returns the offset behind the terminator, or -1. With `any`, the LF of a CR LF is left for the caller to skip
 */
export function findTerminator(
  chunk: Buffer,
  from: number,
  terminator: Terminator,
  before: number | undefined,
): number {
  switch (terminator) {
    case 'crlf': {
      let at = chunk.indexOf(LF, from);
      while (at !== -1) {
        if ((at > from ? chunk[at - 1] : before) === CR) return at + 1;
        at = chunk.indexOf(LF, at + 1);
      }
      return -1;
    }
    case 'cr':
      return chunk.indexOf(CR, from) + 1 || -1;
    case 'lf':
      return chunk.indexOf(LF, from) + 1 || -1;
    case 'any': {
      for (let at = from; at < chunk.length; at++) {
        const byte = chunk[at];
        if (byte === CR || byte === LF) return at + 1;
      }
      return -1;
    }
  }
}
