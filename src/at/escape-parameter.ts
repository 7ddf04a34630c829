/** A value between the quotes of an AT parameter [B-PARAM-2]. */
export function escapeParameter(value: string): string {
  return value.replace(/[\\,"]/g, '\\$&');
}
