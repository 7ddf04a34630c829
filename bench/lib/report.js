/** @import { Row } from './comparison.js' */

/** Whether a row meets its target; undefined when it has none. @param {Row} row */
export function meets({ ratio, target, better }) {
  if (ratio === undefined || target === undefined) return undefined;
  return better === 'more' ? ratio >= target : ratio <= target;
}

/** Rows that are not even half as good as wanted, or as is known of them. @param {readonly Row[]} rows */
export function failing(rows) {
  return rows.filter(({ ratio, target, better, floor }) => {
    if (target === undefined) return false;
    if (ratio === undefined || Number.isNaN(ratio)) return true;
    return better === 'more' ? ratio < (floor ?? target / 2) : ratio > (floor ?? target * 2);
  });
}

/** @param {readonly Row[]} rows */
export function printRows(rows) {
  const cells = [['', 'atmqtt', 'against', '', 'ratio', 'target', ''], ...rows.map(cellsOf)];
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  for (const row of cells) {
    const line = row.map((cell, column) =>
      column === 0 || column === 3 || column === 6
        ? cell.padEnd(widths[column] ?? 0)
        : cell.padStart(widths[column] ?? 0),
    );
    console.log(`  ${line.join('  ')}`.trimEnd());
  }
}

/**
 * @param {readonly Row[]} rows
 * @returns {string[]} lines of a table in Markdown
 */
export function markdownRows(rows) {
  return rows.map((row) => `| ${cellsOf(row).join(' | ')} |`);
}

/** @param {Row} row @returns {string[]} */
function cellsOf(row) {
  const { what, unit, ours, theirs, against = '', ratio, target, better } = row;
  const met = meets(row);
  return [
    `${what}, ${unit}`,
    number(ours),
    theirs === undefined ? '' : number(theirs),
    against,
    ratio === undefined ? '' : ratio.toFixed(2),
    target === undefined ? '' : `${better === 'more' ? '≥' : '≤'} ${target}`,
    met === undefined ? '' : met ? 'met' : 'missed',
  ];
}

/** @param {number} value */
function number(value) {
  return value.toLocaleString('en', { maximumSignificantDigits: value < 1000 ? 3 : 4 });
}
