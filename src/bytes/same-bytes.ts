/** Whether the bytes of `bytes` from `from` on, up to `to`, are those of `known`; for short ones, where a call into the runtime costs more than the comparison. */
export function sameBytes(known: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  const size = known.length;
  if (size !== to - from) return false;
  for (let at = 0; at < size; at++) if (known[at] !== bytes[from + at]) return false;
  return true;
}
