import { commentOption, writeBlock } from './block.ts';

const ENHANCED_PACKET = 6;
const TWO_TO_32 = 0x1_0000_0000;

/** A packet, and what is said of it. */
export interface PacketInfo {
  /** The place of its interface among all interfaces of the section. */
  readonly interfaceId: number;
  /** Microseconds since 1970 UTC. */
  readonly micros: number;
  readonly packet: Uint8Array;
  readonly comments: readonly string[];
}

/** A packet as a block (pcapng, Enhanced Packet Block). */
export function writeEnhancedPacket({ interfaceId, micros, packet, comments }: PacketInfo): Uint8Array {
  const fixed = new Uint8Array(20);
  const view = new DataView(fixed.buffer);
  view.setUint32(0, interfaceId, true);
  view.setUint32(4, Math.floor(micros / TWO_TO_32), true);
  view.setUint32(8, micros % TWO_TO_32, true);
  view.setUint32(12, packet.length, true);
  view.setUint32(16, packet.length, true);
  return writeBlock(ENHANCED_PACKET, fixed, comments.map(commentOption), packet);
}
