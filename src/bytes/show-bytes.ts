import { decodeUtf8 } from './utf8.ts';

/** Bytes as text for people: UTF-8 as it is; of what is not UTF-8 each byte over 0x7f becomes `\xNN`. */
export function showBytes(bytes: Uint8Array): string {
  return decodeUtf8(bytes) ?? Array.from(bytes, showByte).join('');
}

function showByte(byte: number): string {
  return byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`;
}
