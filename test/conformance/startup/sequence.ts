/** What a published host library sends when it starts, and what it makes of the answers. Facts, written down anew. */
export interface Sequence {
  readonly library: string;
  /** The version, or the commit, that was read. */
  readonly version: string;
  /** Where it was read. */
  readonly source: string;
  /** What it wants that no genuine module of today has, as settings. */
  readonly needs?: readonly string[];
  readonly lines: readonly StartupLine[];
}

/** One line of a start, in its order. */
export interface StartupLine {
  /** The line without its end; `{port}` is the broker's. */
  readonly send: string;
  /** What the library looks for before it goes on. */
  readonly accepts: RegExp;
  /** The library goes on with any answer, and what it does then. */
  readonly orElse?: string;
}

/** The line `OK`, which most of them wait for. */
export const OK = /(^|\n)OK\r\n/;

/** Lines that all wait for `OK`. */
export function wantingOK(...lines: readonly string[]): StartupLine[] {
  return lines.map((send) => ({ send, accepts: OK }));
}

/** Lines that want `OK` and are passed over without it. */
export function passedOver(...lines: readonly string[]): StartupLine[] {
  return lines.map((send) => ({ send, accepts: OK, orElse: 'the next command follows' }));
}
