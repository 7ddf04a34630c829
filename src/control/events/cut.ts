/** Characters of a text that are kept. */
export const MAX_TEXT = 8192;

/** The beginning of a text that is too long to keep. */
export function cut(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}
