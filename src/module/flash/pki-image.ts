/** A certificate or key in a partition of firmware 2. */
export interface PkiItem {
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
const KINDS = { ca: 1, cert: 2, key: 3 } as const;

/** Reads what Espressif's AtPKI.py packs. @returns undefined when it is none, or not all of one */
export function readPkiImage(image: Buffer): PkiItem[] | undefined {
  if (image.length < HEADER_BYTES || image.readUInt16LE(0) !== MAGIC) return undefined;
  const count = image.readUInt16LE(2);
  const end = HEADER_BYTES + image.readUInt32LE(4);
  const items: PkiItem[] = [];
  let at = HEADER_BYTES;
  for (let index = 0; index < count; index++) {
    if (at + ITEM_HEADER_BYTES > image.length) return undefined;
    const kind = image[at];
    const id = image[at + 1] ?? 0;
    const begin = at + ITEM_HEADER_BYTES;
    const length = image.readUInt16LE(at + 2);
    if (kind === undefined || kind < KINDS.ca || kind > KINDS.key || begin + length > end) return undefined;
    if (begin + length > image.length) return undefined;
    items.push({ id, content: Buffer.from(image.subarray(begin, begin + length)) });
    at = begin + aligned(length);
  }
  return items.every(({ content }) => content.length > 0) ? items : undefined;
}

/** Packs certificates or keys as AtPKI.py does. @param namespace ends in what they are: `mqtt_ca`, `client_key` */
export function writePkiImage(namespace: string, items: readonly PkiItem[]): Buffer {
  const kind = KINDS[namespace.slice(namespace.indexOf('_') + 1) as keyof typeof KINDS];
  const packed = items.map(({ id, content }) => {
    const item = Buffer.alloc(ITEM_HEADER_BYTES + aligned(content.length), PADDING);
    item.writeUInt8(kind, 0);
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
