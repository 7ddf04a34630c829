/**
 * The terms of a text, for the index and for what is typed: words, of a command also its name without `AT+`, and of
 * Chinese, which has no spaces, each character and each pair of neighbours. The page gets it as text, so that it refers to nothing else.
 */
export function searchTerms(text: string): string[] {
  const terms: string[] = [];
  for (const [word] of text.matchAll(/\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}\p{M}+])+/gu)) {
    if (/^\p{Script=Han}/u.test(word)) {
      const characters = [...word];
      for (const [at, character] of characters.entries()) {
        const next = characters[at + 1];
        if (next !== undefined) terms.push(character + next);
        terms.push(character);
      }
    } else {
      const parts = word.split('+').filter((part) => part !== '');
      if (parts.length > 1) terms.push(word);
      terms.push(...parts);
    }
  }
  return terms;
}

/** How much a section counts by its address: what is for looking up comes after what explains. */
export function weightOf(address: string): number {
  return /\/(?:messages|behaviour|changelog)\.html/.test(address) ? 0.3 : 1;
}
