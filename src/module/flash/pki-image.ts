import { type Message, message } from '#messages/message';
import { FlashError } from './flash-error.ts';
import type { Piece } from './pieces.ts';

/** A certificate or key in a partition of firmware 2. */
export interface PkiItem {
  /** What it is marked as. */
  readonly kind: Piece;
  /** Which set it belongs to. */
  readonly id: number;
  /** The file: PEM, or DER. */
  readonly content: Uint8Array;
}

const MAGIC = 0xf1f1;
/** Magic number, number of items, bytes of all of them. */
const HEADER_BYTES = 8;
/** Kind, set, bytes of the file. */
const ITEM_HEADER_BYTES = 4;
const ALIGNMENT = 4;
const PADDING = 0xff;
const KINDS: readonly Piece[] = ['ca', 'cert', 'key'];
/** The number of the first kind. */
const FIRST_KIND = 1;

/** Whether bytes begin as what Espressif's AtPKI.py packs. */
export function isPkiImage(image: Buffer): boolean {
  return image.length >= 2 && image.readUInt16LE(0) === MAGIC;
}

/**
 * Reads what Espressif's AtPKI.py packs; behind it there may be flash that was erased.
 * @throws FlashError `IMAGE` that says which item is damaged, or that not all of it is there
 */
export function readPkiImage(image: Buffer): PkiItem[] {
  if (image.length < HEADER_BYTES) throw damaged(message('pki.headerCut', { bytes: image.length }));
  const count = image.readUInt16LE(2);
  const end = HEADER_BYTES + image.readUInt32LE(4);
  if (count === 0) throw damaged(message('pki.noItems'));
  const items: PkiItem[] = [];
  let at = HEADER_BYTES;
  for (let item = 1; item <= count; item++) {
    const begin = at + ITEM_HEADER_BYTES;
    if (begin > end) throw damaged(message('pki.itemBeyond', { item, count }));
    if (begin > image.length) throw damaged(message('pki.cut', { bytes: image.length, whole: end }));
    const kind = image.readUInt8(at);
    // A host writes in pieces, and this one has not come.
    if (kind === PADDING) throw damaged(message('pki.cut', { bytes: writtenOf(image), whole: end }));
    const [name, id, length] = [
      KINDS[kind - FIRST_KIND],
      image.readUInt8(at + 1),
      image.readUInt16LE(at + 2),
    ];
    if (name === undefined) throw damaged(message('pki.unknownKind', { item, kind }));
    if (length === 0) throw damaged(message('pki.itemEmpty', { item }));
    if (begin + length > end) throw damaged(message('pki.itemBeyond', { item, count }));
    if (begin + length > image.length) throw damaged(message('pki.cut', { bytes: image.length, whole: end }));
    if (image[begin + length - 1] === PADDING) {
      throw damaged(message('pki.cut', { bytes: writtenOf(image), whole: end }));
    }
    if (items.some((other) => other.kind === name && other.id === id)) {
      throw damaged(message('pki.sameSet', { item, id }));
    }
    items.push({ kind: name, id, content: Buffer.from(image.subarray(begin, begin + length)) });
    at = begin + aligned(length);
  }
  if (end > at) throw damaged(message('pki.unlisted', { count, bytes: end - at }));
  const behind = image.subarray(at).findLastIndex((byte) => byte !== PADDING) + 1;
  if (behind > 0) throw damaged(message('pki.trailing', { bytes: behind }));
  return items;
}

/** Packs certificates or keys as AtPKI.py does. */
export function writePkiImage(items: readonly PkiItem[]): Buffer {
  const packed = items.map(({ kind, id, content }) => {
    const item = Buffer.alloc(ITEM_HEADER_BYTES + aligned(content.length), PADDING);
    item.writeUInt8(KINDS.indexOf(kind) + FIRST_KIND, 0);
    item.writeUInt8(id, 1);
    item.writeUInt16LE(content.length, 2);
    item.set(content, ITEM_HEADER_BYTES);
    return item;
  });
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16LE(MAGIC, 0);
  header.writeUInt16LE(items.length, 2);
  header.writeUInt32LE(
    packed.reduce((bytes, item) => bytes + item.length, 0),
    4,
  );
  return Buffer.concat([header, ...packed]);
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/** Up to the flash that is still erased. */
function writtenOf(image: Buffer): number {
  return image.findLastIndex((byte) => byte !== PADDING) + 1;
}

function damaged(reason: Message): FlashError {
  return new FlashError('IMAGE', reason);
}
