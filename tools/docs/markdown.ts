const NOTE = '<!-- Generated from the code by `npm run docs`; do not edit. -->';

/** A page with its title, the note that it is generated, and its parts. */
export function page(title: string, ...parts: readonly string[]): string {
  return `${[`# ${title}`, NOTE, ...parts].join('\n\n')}\n`;
}

/** A table with its heads. */
export function table(heads: readonly string[], rows: readonly string[]): string {
  return [tableRow(heads), tableRow(heads.map(() => '---')), ...rows].join('\n');
}

/** A row of a table. */
export function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
