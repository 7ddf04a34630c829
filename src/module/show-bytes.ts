import { isUtf8 } from 'node:buffer';

/** Bytes as text for people: UTF-8 as it is; of what is not UTF-8 each byte over 0x7f becomes `\xNN`. */
export function showBytes(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (isUtf8(buffer)) return buffer.toString();
  return buffer
    .toString('latin1')
    .replace(/[\u0080-\u00ff]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);
}
