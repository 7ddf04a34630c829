/** What a terminal or a reader of lines takes as something else than text: controls, directions, ends of lines and paragraphs. */
const NO_TEXT = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Text with escapes such as `\n` and `\u001b` in the place of characters that are none, so that it is one line wherever it is read. */
export function escapeControls(text: string): string {
  return text.replace(NO_TEXT, (character) => {
    switch (character) {
      case '\n':
        return String.raw`\n`;
      case '\r':
        return String.raw`\r`;
      case '\t':
        return String.raw`\t`;
      default:
        return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
    }
  });
}
