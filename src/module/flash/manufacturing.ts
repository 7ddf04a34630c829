import { showBytes } from '#bytes/show-bytes';
import { message } from '#messages/message';
import { FlashError } from './flash-error.ts';

/** The types of a value, by the number that `AT+SYSMFG` gives them. */
export const MANUFACTURING_TYPES = {
  1: { name: 'u8', min: 0, max: 0xff },
  2: { name: 'i8', min: -0x80, max: 0x7f },
  3: { name: 'u16', min: 0, max: 0xffff },
  4: { name: 'i16', min: -0x8000, max: 0x7fff },
  5: { name: 'u32', min: 0, max: 0xffff_ffff },
  6: { name: 'i32', min: -0x8000_0000, max: 0x7fff_ffff },
  // Largest sizes in bytes: a string lies in one page together with its NUL, a blob in at most 127 chunks.
  7: { name: 'string', min: 0, max: 3_999 },
  8: { name: 'binary', min: 0, max: 508_000 },
} as const;

/** A type's number: 1 to 8. */
export type ManufacturingType = keyof typeof MANUFACTURING_TYPES;
/** The types of integers: 1: u8, 2: i8, 3: u16, 4: i16, 5: u32, 6: i32. */
export type NumberType = 1 | 2 | 3 | 4 | 5 | 6;
/** The types of bytes: 7: string, 8: binary. */
export type BytesType = 7 | 8;

/** A number as NVS keeps it: cut to the width of its type, and read with or without a sign. */
export function cutToType(type: NumberType, value: number): number {
  const bits = NUMBER_BYTES[type] * 8;
  return MANUFACTURING_TYPES[type].min < 0
    ? (value << (32 - bits)) >> (32 - bits)
    : (value << (32 - bits)) >>> (32 - bits);
}

/** How many bytes a number takes. */
export const NUMBER_BYTES: Readonly<Record<NumberType, number>> = { 1: 1, 2: 1, 3: 2, 4: 2, 5: 4, 6: 4 };

/** An integer that is stored. */
export interface NumberValue {
  /** Its width and whether it has a sign. */
  readonly type: NumberType;
  /** Within the range of its type. */
  readonly value: number;
}

/** Bytes that are stored. */
export interface BytesValue {
  /** Text or binary. */
  readonly type: BytesType;
  /** A string without its NUL. */
  readonly value: Uint8Array;
}

/** What is stored under a key. */
export type ManufacturingValue = NumberValue | BytesValue;

/** Bytes of a namespace or key name at most: NVS keeps 16 with the NUL. */
export const MAX_NAME_BYTES = 15;

/** The namespaces that the firmware reads, in the order in which they are listed. */
export const BUILT_IN_NAMESPACES: readonly string[] = [
  'factory_param',
  'client_cert',
  'client_key',
  'client_ca',
  'server_cert',
  'server_key',
  'server_ca',
  'mqtt_cert',
  'mqtt_key',
  'mqtt_ca',
  'https_cert',
  'https_key',
  'https_ca',
  'wss_cert',
  'wss_key',
  'wss_ca',
];

/**
 * The manufacturing NVS: where certificates, keys and factory parameters live [B-MFG-1], [B-CERT-1]. It survives
 * `AT+RESTORE`. Names are bytes, held in strings of one character a byte (latin1), so that any byte a host
 * sends comes out as it went in; names in ASCII are what they seem.
 */
export interface ManufacturingStore {
  /** The namespaces that hold a key: the built-in ones, then the custom ones in the order of their names. */
  namespaces(): string[];
  /** The keys of a namespace with their types, in the order of their names; none for an unknown namespace. */
  keys(namespace: string): { readonly key: string; readonly type: ManufacturingType }[];
  /** What is stored under a key. @returns undefined when there is no such key. @throws FlashError when it is there and cannot be read */
  read(namespace: string, key: string): ManufacturingValue | undefined;
  /** Stores a value in the place of what the key held, whatever its type. @throws FlashError */
  write(namespace: string, key: string, value: ManufacturingValue): void;
  /**
   * Erases a key; without it all keys of the namespace, without that everything.
   * @throws FlashError when it cannot be erased
   */
  erase(namespace?: string, key?: string): void;
}

/** Whether a string can name a namespace or a key. */
export function isName(name: string): boolean {
  const codes = Array.from(name, (byte) => byte.charCodeAt(0));
  return name.length >= 1 && name.length <= MAX_NAME_BYTES && codes.every((code) => code > 0 && code < 0x100);
}

export function isNumber(stored: ManufacturingValue): stored is NumberValue {
  return stored.type < 7;
}

/** The narrowest check of a value and its place. @throws FlashError with the limit that is broken */
export function checkEntry(namespace: string, key: string, { type, value }: ManufacturingValue): void {
  for (const name of [namespace, key]) {
    if (!isName(name)) throw new FlashError('NAME', message('flash.notName', { name, max: MAX_NAME_BYTES }));
  }
  const { name, min, max } = MANUFACTURING_TYPES[type];
  const amount = typeof value === 'number' ? value : value.length;
  if (Number.isInteger(amount) && amount >= min && amount <= max) return;
  const what = { type: name, place: quotePlace(namespace, key), amount };
  throw new FlashError(
    'VALUE',
    typeof value === 'number'
      ? message('flash.outOfRange', { ...what, min, max })
      : message('flash.tooLong', { ...what, max }),
  );
}

/** Names for a message: their bytes are a host's, and may be anything. */
export function quotePlace(namespace: string, key: string): string {
  return JSON.stringify(showBytes(Buffer.from(`${namespace}/${key}`, 'latin1')));
}

/** The order of a listing: built-in namespaces first, then by the bytes of their names. */
export function listedNamespaces(names: Iterable<string>): string[] {
  const held = new Set(names);
  const others = [...held].filter((name) => !BUILT_IN_NAMESPACES.includes(name));
  return [...BUILT_IN_NAMESPACES.filter((name) => held.has(name)), ...others.sort()];
}

/** A store that lasts as long as the program. */
export function createMemoryManufacturing(): ManufacturingStore {
  return new MemoryManufacturing();
}

class MemoryManufacturing implements ManufacturingStore {
  /** Made with the first value: most modules of a swarm store nothing. */
  #spaces: Map<string, Map<string, ManufacturingValue>> | undefined;

  namespaces(): string[] {
    return listedNamespaces(this.#spaces?.keys() ?? []);
  }

  keys(namespace: string): { readonly key: string; readonly type: ManufacturingType }[] {
    const space = this.#spaces?.get(namespace) ?? [];
    return [...space].map(([key, { type }]) => ({ key, type })).sort(byKey);
  }

  read(namespace: string, key: string): ManufacturingValue | undefined {
    const stored = this.#spaces?.get(namespace)?.get(key);
    return stored === undefined ? undefined : copy(stored);
  }

  write(namespace: string, key: string, value: ManufacturingValue): void {
    checkEntry(namespace, key, value);
    this.#spaces ??= new Map();
    const space = this.#spaces.get(namespace) ?? new Map<string, ManufacturingValue>();
    this.#spaces.set(namespace, space.set(key, copy(value)));
  }

  erase(namespace?: string, key?: string): void {
    const spaces = this.#spaces;
    if (namespace === undefined) return spaces?.clear();
    const space = spaces?.get(namespace);
    if (key === undefined) space?.clear();
    else space?.delete(key);
    if (space?.size === 0) spaces?.delete(namespace);
  }
}

/** Sorts keys by the bytes of their names. */
export function byKey(a: { readonly key: string }, b: { readonly key: string }): number {
  return a.key < b.key ? -1 : 1;
}

function copy(stored: ManufacturingValue): ManufacturingValue {
  return isNumber(stored) ? stored : { ...stored, value: Buffer.from(stored.value) };
}
