import { commentOption, textOption, writeBlock } from './block.ts';

const SECTION_HEADER = 0x0a0d0d0a;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const MAJOR_VERSION = 1;
/** The program that wrote the file. */
const USER_APPLICATION = 4;

/** What a capture says of itself. */
export interface SectionInfo {
  /** The program that wrote it. */
  readonly program: string;
  readonly comment: string;
}

/** The block that a capture begins with, whose length nobody knows yet (pcapng, Section Header Block). */
export function writeSectionHeader({ program, comment }: SectionInfo): Uint8Array {
  const fixed = new Uint8Array(16);
  const view = new DataView(fixed.buffer);
  view.setUint32(0, BYTE_ORDER_MAGIC, true);
  view.setUint16(4, MAJOR_VERSION, true);
  view.setBigInt64(8, -1n, true);
  return writeBlock(SECTION_HEADER, fixed, [commentOption(comment), textOption(USER_APPLICATION, program)]);
}
