/** Something said of a block: a code of its type, and what it says. */
export interface BlockOption {
  readonly code: number;
  readonly value: Uint8Array;
}

/** The code of a comment, in a block of any type. */
const COMMENT = 1;
/** The longest value of an option, whose length has 16 bits. */
const MAX_OPTION_BYTES = 65_535;
/** Type and total length before the body, total length behind it. */
const FRAME_BYTES = 12;
/** Code and length of an option, and of the one that ends them all. */
const OPTION_HEADER_BYTES = 4;
const NOTHING = new Uint8Array(0);
const encoder = new TextEncoder();

/** An option that is text, cut where it is too long. */
export function textOption(code: number, text: string): BlockOption {
  const bytes = encoder.encode(text);
  return { code, value: bytes.length <= MAX_OPTION_BYTES ? bytes : bytes.subarray(0, cutAt(bytes)) };
}

/** A comment, which Wireshark shows beside the packet. */
export function commentOption(text: string): BlockOption {
  return textOption(COMMENT, text);
}

/**
 * A block of pcapng, in little endian: what is fixed in its type, the data behind that, and its options.
 * @param fixed a multiple of four bytes
 */
export function writeBlock(
  type: number,
  fixed: Uint8Array,
  options: readonly BlockOption[],
  data: Uint8Array = NOTHING,
): Uint8Array {
  const total = FRAME_BYTES + fixed.length + padded(data.length) + optionsBytes(options);
  const block = new Uint8Array(total);
  const view = new DataView(block.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, total, true);
  block.set(fixed, 8);
  block.set(data, 8 + fixed.length);
  let at = 8 + fixed.length + padded(data.length);
  for (const { code, value } of options) {
    view.setUint16(at, code, true);
    view.setUint16(at + 2, value.length, true);
    block.set(value, at + OPTION_HEADER_BYTES);
    at += OPTION_HEADER_BYTES + padded(value.length);
  }
  view.setUint32(total - 4, total, true);
  return block;
}

/** With the option that ends them, which is all zero; none at all where there is none. */
function optionsBytes(options: readonly BlockOption[]): number {
  if (options.length === 0) return 0;
  const bytes = (sum: number, { value }: BlockOption): number =>
    sum + OPTION_HEADER_BYTES + padded(value.length);
  return options.reduce(bytes, OPTION_HEADER_BYTES);
}

function padded(bytes: number): number {
  return (bytes + 3) & ~3;
}

/** Not inside a character. */
function cutAt(bytes: Uint8Array): number {
  let at = MAX_OPTION_BYTES;
  while (((bytes[at] ?? 0) & 0xc0) === 0x80) at--;
  return at;
}
