/** A value as a regular expression that fits it alone. */
export function escapeExpression(value: string): string {
  return value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
