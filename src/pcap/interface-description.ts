import { textOption, writeBlock } from './block.ts';

const INTERFACE_DESCRIPTION = 1;
const NAME = 2;
const DESCRIPTION = 3;
const TIME_RESOLUTION = 9;
/** Times are in units of ten to the power of minus six seconds. */
const MICROSECONDS = Uint8Array.of(6);

/** What the packets of an interface begin with. */
export const LINK_TYPE = {
  /** The header of IPv4 or IPv6. */
  rawIp: 101,
  /** Wireshark's own header, which says how to read the rest. */
  upperPdu: 252,
} as const;

/** Where packets were seen. */
export interface InterfaceInfo {
  readonly linkType: (typeof LINK_TYPE)[keyof typeof LINK_TYPE];
  readonly name: string;
  readonly description: string;
}

/** The block that packets of an interface refer to by its place among its kind (pcapng, Interface Description Block). */
export function writeInterfaceDescription({ linkType, name, description }: InterfaceInfo): Uint8Array {
  // Reserved bytes follow, and how much of a packet is kept: all of it.
  const fixed = new Uint8Array(8);
  new DataView(fixed.buffer).setUint16(0, linkType, true);
  return writeBlock(INTERFACE_DESCRIPTION, fixed, [
    textOption(NAME, name),
    textOption(DESCRIPTION, description),
    { code: TIME_RESOLUTION, value: MICROSECONDS },
  ]);
}
