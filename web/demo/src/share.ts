/** The typed lines that the fragment of an address holds: `#lines=AT%0AAT%2BGMR`; none for another fragment. */
export function linesOf(fragment: string): string[] {
  const lines = new URLSearchParams(fragment.replace(/^#/, '')).get('lines');
  return lines === null || lines === '' ? [] : lines.split('\n');
}

/** An address whose fragment holds the lines, and what it held besides. */
export function addressWith(address: string, lines: readonly string[]): string {
  const url = new URL(address);
  const parts = new URLSearchParams(url.hash.replace(/^#/, ''));
  // A fragment that is a heading of a page, not a list.
  for (const [name, value] of [...parts]) if (value === '') parts.delete(name);
  parts.set('lines', lines.join('\n'));
  url.hash = parts.toString();
  return url.href;
}
