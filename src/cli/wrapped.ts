/** Han, and the punctuation that is as wide. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;
/** What opens belongs to what follows it, what closes to what goes before: words with the blanks before them, and single signs of Han. */
const PIECES =
  /\s*[（“《「]*(?:[\u2e80-\u2fff\u3021-\ua4cf\uf900-\ufaff]|[^\s\u2e80-\ua4cf\uf900-\ufaff\uff00-\uff60“”《》「」…—]+)?[，。；：！？、）》」”…—]*/gu;

/** Columns of a terminal that a text takes. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const sign of text) width += WIDE.test(sign) ? 2 : 1;
  return width;
}

/** A text with blanks behind it, up to so many columns. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** A text in lines of so many columns; one of Han can be broken anywhere but before its punctuation. */
export function wrapped(text: string, width: number): string {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    let [current, used] = ['', 0];
    for (const piece of line.match(PIECES) ?? []) {
      const columns = displayWidth(piece);
      if (used > 0 && used + columns > width) {
        lines.push(current);
        current = piece.trimStart();
        used = displayWidth(current);
      } else {
        current += piece;
        used += columns;
      }
    }
    lines.push(current);
  }
  return lines.join('\n');
}
