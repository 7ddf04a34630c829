import { distance } from 'fastest-levenshtein';

/** The word a mistyped text begins with, and `…` for the rest: where a separator is missing, that may be a password. */
export function shownWord(typed: string): string {
  const [word = ''] = /^[\p{L}\p{M}\p{N}_.-]*/u.exec(typed) ?? [];
  return word === typed ? word : `${word}…`;
}

/** The candidate that was most likely meant, if more than half of it was typed. */
export function near(typed: string, candidates: readonly string[]): string | undefined {
  const found = nearest(typed, candidates);
  if (found === undefined) return undefined;
  return distance(found.toLowerCase(), typed.toLowerCase()) <= found.length / 2 ? found : undefined;
}

/** The candidate that was most likely meant, however far off; letter case counts for nothing. */
export function nearest(typed: string, candidates: readonly string[]): string | undefined {
  const wanted = typed.toLowerCase();
  return [...candidates].sort(
    (a, b) => distance(a.toLowerCase(), wanted) - distance(b.toLowerCase(), wanted),
  )[0];
}
