import { crc32 } from '#bytes/crc32';
import type { ManufacturingValue, NumberType } from '../manufacturing.ts';

/*
 * The partition image of ESP-IDF's NVS, format version 2, from its public documentation: pages of 4096 bytes,
 * each with a header, a bitmap of entry states and 126 entries of 32 bytes. All numbers are little-endian.
 */

export const PAGE_BYTES = 4096;
export const ENTRY_BYTES = 32;
export const ENTRIES_A_PAGE = 126;
/** The most data that one item can have: a page less the item's own entry. */
export const MAX_ITEM_BYTES = (ENTRIES_A_PAGE - 1) * ENTRY_BYTES;

/** Where things are in a page. */
export const PageOffset = { state: 0, sequence: 4, version: 8, crc: 28, bitmap: 32, entries: 64 } as const;

/** States clear one bit after the other, as flash can. */
export const PageState = {
  unused: 0xffff_ffff,
  active: 0xffff_fffe,
  full: 0xffff_fffc,
  freeing: 0xffff_fff8,
  corrupt: 0xffff_fff0,
} as const;

/** Versions count down; 0xff had blobs in one piece only, and is read as well. */
export const VERSION_2 = 0xfe;

export const EntryState = { empty: 0b11, written: 0b10, erased: 0b00 } as const;

/** Where things are in an entry; `data` is the value itself, or the size and CRC of what follows. */
export const EntryOffset = {
  namespace: 0,
  code: 1,
  span: 2,
  chunk: 3,
  crc: 4,
  key: 8,
  data: 24,
  size: 24,
  dataCrc: 28,
  chunkCount: 28,
  chunkStart: 29,
} as const;

/** Bytes of a key in an entry, its NUL included. */
export const KEY_BYTES = 16;
/** The chunk number of everything that is not a chunk. */
export const NO_CHUNK = 0xff;
/** The namespace whose entries name the others: a u8 each, key the name, value the index. */
export const NAMESPACE_OF_NAMES = 0;
export const LAST_NAMESPACE = 254;

export const Code = {
  string: 0x21,
  legacyBlob: 0x41,
  chunk: 0x42,
  blobIndex: 0x48,
} as const;

/** Codes of numbers that `AT+SYSMFG` has types for. */
export const NUMBER_CODES: Readonly<Record<NumberType, number>> = {
  1: 0x01,
  2: 0x11,
  3: 0x02,
  4: 0x12,
  5: 0x04,
  6: 0x14,
};

/** Codes of values of one entry that `AT+SYSMFG` has no type for. */
export const FOREIGN_CODES: ReadonlyMap<number, string> = new Map([
  [0x08, 'u64'],
  [0x18, 'i64'],
  [0x24, 'float'],
  [0x28, 'double'],
]);

/** A value with its place. */
export interface NvsEntry {
  readonly namespace: string;
  readonly key: string;
  readonly stored: ManufacturingValue;
}

const CRC_START = 0xffff_ffff;

/** ESP-IDF's `esp_rom_crc32_le(0xffffffff, …)`: the CRC-32 of zlib continued from 0xffffffff. */
export function crcOf(bytes: Uint8Array): number {
  return crc32(bytes, CRC_START);
}

/** The CRC of an entry: all of it but the CRC itself. */
export function entryCrc(entry: Buffer): number {
  return crc32(entry.subarray(EntryOffset.key), crcOf(entry.subarray(0, EntryOffset.crc)));
}

/** The CRC of a page's header: all of it but the state, which changes, and the CRC itself. */
export function headerCrc(page: Buffer): number {
  return crcOf(page.subarray(PageOffset.sequence, PageOffset.crc));
}

/** How many entries an item takes, with `bytes` of data behind its own. */
export function spanOf(bytes: number): number {
  return 1 + Math.ceil(bytes / ENTRY_BYTES);
}
