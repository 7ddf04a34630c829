/** A place in nested values, as in `settings.wifi.accessPoints[1].channel`; empty for the whole. */
export function placeName(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .slice(1);
}
