/** Bytes of one call: a function takes only so many arguments. */
const PIECE_BYTES = 8192;

/** Bytes as Base64, in every runtime. */
export function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += PIECE_BYTES)
    text += String.fromCharCode(...bytes.subarray(from, from + PIECE_BYTES));
  return btoa(text);
}
