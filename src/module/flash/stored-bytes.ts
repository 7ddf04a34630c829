import { decodeUtf8 } from '#bytes/utf8';
import type { FlashValue } from './flash.ts';

/**
 * Bytes of a host as the flash keeps them: text as it is, for people to read, and what is not UTF-8, such as a name in
 * GBK, in hexadecimal. A type and no interface, so that it is a value of the flash too.
 */
export type StoredBytes = string | { readonly hex: string };

export function toStored(bytes: Uint8Array): StoredBytes {
  return decodeUtf8(bytes) ?? { hex: Buffer.from(bytes).toString('hex') };
}

/** @returns undefined for what is no such value: a person may have put anything there */
export function fromStored(stored: FlashValue | undefined): Buffer | undefined {
  if (isStoredBytes(stored))
    return typeof stored === 'string' ? Buffer.from(stored) : Buffer.from(stored.hex, 'hex');
  return typeof stored === 'number' || typeof stored === 'boolean' ? Buffer.from(String(stored)) : undefined;
}

export function isStoredBytes(stored: FlashValue | undefined): stored is StoredBytes {
  if (typeof stored !== 'object' || Array.isArray(stored)) return typeof stored === 'string';
  const { hex } = stored as { readonly hex?: FlashValue };
  return typeof hex === 'string' && /^([0-9a-f]{2})*$/i.test(hex);
}
