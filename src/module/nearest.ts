import { distance } from 'fastest-levenshtein';

/** The candidate that was most likely meant; letter case counts for nothing. */
export function nearest(typed: string, candidates: readonly string[]): string | undefined {
  const wanted = typed.toLowerCase();
  return [...candidates].sort(
    (a, b) => distance(a.toLowerCase(), wanted) - distance(b.toLowerCase(), wanted),
  )[0];
}
