import { message, textOf } from '#messages/message';

/**
 * What is expected and what has come, one line each, with a caret below the first character that differs.
 * @param wanted undefined: nothing more
 * @param pattern what is expected is an expression, which is no text to compare
 */
export function markedPair(wanted: string | undefined, got: string | undefined, pattern = false): string[] {
  const nothing = textOf(message('testing.nothingMore'));
  const shared = pattern || wanted === undefined || got === undefined ? 0 : sharedLength(wanted, got);
  return [`- ${wanted ?? nothing}`, `+ ${got ?? nothing}`, `  ${' '.repeat(shared)}^`];
}

function sharedLength(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return at;
}
