/** `2026-11-30T10-00-00-000Z`: a moment as part of a file name, on Windows too. */
export function stamp(): string {
  return new Date().toISOString().replaceAll(/[:.]/g, '-');
}
