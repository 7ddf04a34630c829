import { UsageError } from '#errors/usage-error';
import { message } from '#messages/message';

/** How much of the traffic, in characters, a match may span. */
export const WINDOW = 8192;

/** Where a pattern was found. */
export interface Found {
  readonly from: number;
  readonly to: number;
}

/** What `--expect` or `--fail` looks for. */
export interface Pattern {
  /** As it was typed. */
  readonly text: string;
  /**
   * The first place in `text` at or after `from`.
   * @param known what lies before here was searched already, and held nothing
   */
  find(text: string, from: number, known: number): Found | undefined;
}

const DELIMITED = /^\/(.*)\/([a-z]*)$/s;

/**
 * Reads a pattern: plain text, or a regular expression between slashes, with flags behind them.
 * @param option its name, for the message
 * @throws UsageError
 */
export function parsePattern(option: string, text: string): Pattern {
  if (text === '') throw new UsageError(message('expect.emptyPattern', { option }));
  const delimited = text.length > 1 ? DELIMITED.exec(text) : null;
  if (delimited === null) {
    if (text.length > WINDOW) throw new UsageError(message('expect.patternTooLong', { option, max: WINDOW }));
    return plain(text);
  }
  const [, source = '', flags = ''] = delimited;
  let expression: RegExp;
  try {
    // First as it was typed: what is said about wrong flags names them.
    expression = new RegExp(new RegExp(source, flags), `${flags.replace('g', '')}g`);
  } catch (error) {
    const why = (error as Error).message.split(': ').at(-1) ?? '';
    throw new UsageError(message('expect.badExpression', { option, typed: text, why }), { cause: error });
  }
  if (expression.test('')) throw new UsageError(message('expect.fitsNothing', { option, typed: text }));
  return regular(text, expression);
}

function plain(text: string): Pattern {
  return {
    text,
    find(all, from, known) {
      const at = all.indexOf(text, Math.max(from, known - text.length + 1));
      return at === -1 ? undefined : { from: at, to: at + text.length };
    },
  };
}

function regular(text: string, expression: RegExp): Pattern {
  return {
    text,
    find(all, from) {
      expression.lastIndex = from;
      const match = expression.exec(all);
      return match === null ? undefined : { from: match.index, to: match.index + match[0].length };
    },
  };
}
