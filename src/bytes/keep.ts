/** Bytes that are none; shared by all who hold none. */
export const NOTHING = Buffer.alloc(0);

/**
 * A copy to be held for long. It is not from Node's pool, of which a few bytes would hold on to eight KiB: a
 * quarter of what an idle module once took.
 */
export function keep(bytes: Uint8Array): Buffer {
  if (bytes.length === 0) return NOTHING;
  const kept = Buffer.allocUnsafeSlow(bytes.length);
  kept.set(bytes);
  return kept;
}
