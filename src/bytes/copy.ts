/** Up to here a loop is faster than the call into `set`. */
const LOOP_BYTES = 32;

/** Copies all of `source` into `target` at `at`. @returns the offset behind it */
export function copyInto(target: Uint8Array, at: number, source: Uint8Array): number {
  const size = source.length;
  if (size > LOOP_BYTES) target.set(source, at);
  else for (let i = 0; i < size; i++) target[at + i] = source[i] as number;
  return at + size;
}
