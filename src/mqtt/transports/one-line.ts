const MAX_LENGTH = 100;

/** Text of a stranger, fit for a line of a log. */
export function oneLine(text: string | undefined): string {
  const clean = (text ?? '').replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return clean.length > MAX_LENGTH ? `${clean.slice(0, MAX_LENGTH)}…` : clean;
}
