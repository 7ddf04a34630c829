/*
 * Pages of an NVS partition put together byte by byte from the public description of the format, and from
 * nothing else: this knows none of the code under test.
 */

export const ACTIVE = 0xfffffffe;
export const FULL = 0xfffffffc;
export const FREEING = 0xfffffff8;
export const CORRUPT = 0xfffffff0;

const PAGE = 4096;
const WRITTEN = 0b10;
const ERASED = 0b00;

/** The reflected CRC-32 of 0xEDB88320, begun with 0 and inverted at the end, bit by bit. */
export function crc(bytes: readonly number[]): number {
  let value = 0;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
}

export const u16 = (value: number): number[] => [value & 0xff, (value >> 8) & 0xff];
export const u32 = (value: number): number[] => [...u16(value & 0xffff), ...u16(value >>> 16)];

/** One or more entries of 32 bytes that belong together. */
export interface Piece {
  readonly bytes: readonly number[];
  readonly state: number;
}

interface EntryFields {
  readonly namespace: number;
  readonly type: number;
  readonly span?: number;
  readonly chunk?: number;
  readonly key: string;
  readonly data: readonly number[];
}

/** One entry: its eight bytes of data are filled up with 0xff. */
export function entry({ namespace, type, span = 1, chunk = 0xff, key, data }: EntryFields): Piece {
  const name = [...Buffer.from(key, 'latin1')];
  const tail = [
    ...name,
    ...new Array<number>(16 - name.length).fill(0),
    ...data,
    ...new Array<number>(8 - data.length).fill(0xff),
  ];
  const head = [namespace, type, span, chunk];
  return { bytes: [...head, ...u32(crc([...head, ...tail])), ...tail], state: WRITTEN };
}

/** An entry with data behind it, in as many entries as it takes. */
export function long(fields: Omit<EntryFields, 'data' | 'span'>, content: readonly number[]): Piece {
  const parts = Math.ceil(content.length / 32);
  const data = [...u16(content.length), 0xff, 0xff, ...u32(crc(content))];
  const padding = new Array<number>(parts * 32 - content.length).fill(0xff);
  return {
    bytes: [...entry({ ...fields, span: parts + 1, data }).bytes, ...content, ...padding],
    state: WRITTEN,
  };
}

/** A namespace gets its index. */
export const namespace = (name: string, index: number): Piece =>
  entry({ namespace: 0, type: 0x01, key: name, data: [index] });

export const string = (inNamespace: number, key: string, text: string): Piece =>
  long({ namespace: inNamespace, type: 0x21, key }, [...Buffer.from(text), 0]);

export const chunk = (inNamespace: number, key: string, number: number, content: readonly number[]): Piece =>
  long({ namespace: inNamespace, type: 0x42, chunk: number, key }, content);

export const blobIndex = (inNamespace: number, key: string, size: number, count: number, start = 0): Piece =>
  entry({ namespace: inNamespace, type: 0x48, key, data: [...u32(size), count, start] });

export const erased = (piece: Piece): Piece => ({ ...piece, state: ERASED });

/** As erased by newer firmware, which overwrites with zeros. */
export const purged = (piece: Piece): Piece => ({ bytes: piece.bytes.map(() => 0), state: ERASED });

/** A page: header, bitmap, entries. */
export function page(state: number, sequence: number, pieces: readonly Piece[], version = 0xfe): Buffer {
  const bytes = Buffer.alloc(PAGE, 0xff);
  const covered = [...u32(sequence), version, ...new Array<number>(19).fill(0xff)];
  bytes.set([...u32(state), ...covered, ...u32(crc(covered))]);
  let next = 0;
  for (const piece of pieces) {
    bytes.set(piece.bytes, 64 + next * 32);
    for (let part = 0; part < piece.bytes.length / 32; part++) setState(bytes, next++, piece.state);
  }
  return bytes;
}

/** Changes the state of an entry in the bitmap. */
export function setState(pageBytes: Buffer, index: number, state: number): void {
  const at = 32 + (index >> 2);
  const shift = (index & 3) * 2;
  pageBytes[at] = ((pageBytes[at] ?? 0) & ~(0b11 << shift)) | (state << shift);
}

export const blank = (pages: number): Buffer => Buffer.alloc(pages * PAGE, 0xff);

/** A number in namespace 1. */
export const number = (type: number, key: string, data: readonly number[]): Piece =>
  entry({ namespace: 1, type, key, data });

export const counted = (size: number): number[] => Array.from({ length: size }, (_, index) => index & 0xff);

/** Every kind of value in one page, with an entry of 32 bytes on each line of it. */
export const ONE_PAGE = [
  namespace('factory_param', 1),
  number(0x01, 'u8', [0xfe]),
  number(0x11, 'i8', [0xfe]),
  number(0x02, 'u16', u16(0xfffe)),
  number(0x12, 'i16', u16(0xfffe)),
  number(0x04, 'u32', u32(0xfffffffe)),
  number(0x14, 'i32', u32(0xfffffffe)),
  string(1, 'module_name', 'MINI-1'),
  namespace('mqtt_ca', 2),
  chunk(2, 'mqtt_ca', 0, counted(70)),
  blobIndex(2, 'mqtt_ca', 70, 1),
];
