/** A block, as it stands in a file. */
export interface Block {
  readonly type: number;
  readonly body: Buffer;
  readonly options: readonly { readonly code: number; readonly value: Buffer }[];
}

/** Bytes before the data, and where its length stands, by the type of a block. */
const FIXED: Readonly<Record<number, { readonly bytes: number; readonly lengthAt?: number }>> = {
  168627466: { bytes: 16 },
  1: { bytes: 8 },
  6: { bytes: 20, lengthAt: 12 },
};

/** Reads the blocks of a pcapng in little endian, every byte of it. */
export function readPcapng(file: Uint8Array): Block[] {
  const bytes = Buffer.from(file);
  const blocks: Block[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [type, length] = [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)];
    if (length % 4 !== 0 || bytes.readUInt32LE(at + length - 4) !== length)
      throw new Error(`a broken block at ${at}`);
    const body = bytes.subarray(at + 8, at + length - 4);
    blocks.push({ type, body, options: readOptions(type, body) });
    at += length;
  }
  return blocks;
}

/** The packet of an enhanced packet block. */
export function packetOf({ body }: Block): Buffer {
  return body.subarray(20, 20 + body.readUInt32LE(12));
}

function readOptions(type: number, body: Buffer): Block['options'] {
  const { bytes, lengthAt } = FIXED[type] ?? { bytes: 0 };
  const data = lengthAt === undefined ? 0 : body.readUInt32LE(lengthAt);
  const options: { code: number; value: Buffer }[] = [];
  for (let at = bytes + ((data + 3) & ~3); at < body.length; ) {
    const [code, length] = [body.readUInt16LE(at), body.readUInt16LE(at + 2)];
    if (code === 0) {
      if (length !== 0 || at + 4 !== body.length) throw new Error('options that do not end');
      return options;
    }
    options.push({ code, value: body.subarray(at + 4, at + 4 + length) });
    at += 4 + ((length + 3) & ~3);
  }
  return options;
}
