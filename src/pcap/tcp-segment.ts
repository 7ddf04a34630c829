/** One end of a TCP connection. */
export interface TcpEnd {
  /** Four or sixteen bytes. */
  readonly address: Uint8Array;
  readonly port: number;
}

/** Flags of TCP (RFC 9293, 3.1). */
export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;

/** What one end sends the other. */
export interface TcpSegment {
  readonly from: TcpEnd;
  readonly to: TcpEnd;
  readonly flags: number;
  /** Of its first byte. */
  readonly sequence: number;
  /** What is awaited of the other end next. */
  readonly acknowledgment: number;
  /** Undefined: none. */
  readonly payload?: Uint8Array | undefined;
}

const IPV4_HEADER_BYTES = 20;
const IPV6_HEADER_BYTES = 40;
const TCP_HEADER_BYTES = 20;
const TCP_PROTOCOL = 6;
const HOPS = 64;
const DO_NOT_FRAGMENT = 0x4000;
/** The greatest window, scaled, so that no window is ever full. */
const WINDOW = 65_535;
/** So much payload an IPv4 packet of the greatest length holds, and an IPv6 packet too. */
export const MAX_SEGMENT_BYTES = 65_535 - IPV4_HEADER_BYTES - TCP_HEADER_BYTES;
/** With SYN: the greatest segment, and a window that is scaled by two to the power of 14 (RFC 7323, 2.3). */
const SYN_OPTIONS = Uint8Array.of(2, 4, MAX_SEGMENT_BYTES >>> 8, MAX_SEGMENT_BYTES & 0xff, 1, 3, 3, 14);
const NOTHING = new Uint8Array(0);

/** A segment of TCP in an IP packet, with its checksums. */
export function writeTcpSegment(segment: TcpSegment): Uint8Array {
  const { from, to, flags, payload = NOTHING } = segment;
  const options = (flags & SYN) === 0 ? NOTHING : SYN_OPTIONS;
  const tcpBytes = TCP_HEADER_BYTES + options.length + payload.length;
  const ipBytes = from.address.length === 4 ? IPV4_HEADER_BYTES : IPV6_HEADER_BYTES;
  const packet = new Uint8Array(ipBytes + tcpBytes);
  const view = new DataView(packet.buffer);
  if (from.address.length === 4) writeIpv4(packet, view, segment);
  else writeIpv6(packet, view, segment, tcpBytes);
  view.setUint16(ipBytes, from.port);
  view.setUint16(ipBytes + 2, to.port);
  view.setUint32(ipBytes + 4, segment.sequence);
  view.setUint32(ipBytes + 8, segment.acknowledgment);
  view.setUint8(ipBytes + 12, ((TCP_HEADER_BYTES + options.length) / 4) << 4);
  view.setUint8(ipBytes + 13, flags);
  view.setUint16(ipBytes + 14, WINDOW);
  packet.set(options, ipBytes + TCP_HEADER_BYTES);
  packet.set(payload, ipBytes + TCP_HEADER_BYTES + options.length);
  // The pseudo header: addresses, protocol, length (RFC 9293, 3.1; RFC 8200, 8.1).
  const pseudo = sum(from.address) + sum(to.address) + TCP_PROTOCOL + tcpBytes;
  view.setUint16(ipBytes + 16, checksum(pseudo + sum(packet, ipBytes)));
  return packet;
}

function writeIpv4(packet: Uint8Array, view: DataView, { from, to }: TcpSegment): void {
  view.setUint8(0, 0x45);
  view.setUint16(2, packet.length);
  view.setUint16(6, DO_NOT_FRAGMENT);
  view.setUint8(8, HOPS);
  view.setUint8(9, TCP_PROTOCOL);
  packet.set(from.address, 12);
  packet.set(to.address, 16);
  view.setUint16(10, checksum(sum(packet, 0, IPV4_HEADER_BYTES)));
}

function writeIpv6(packet: Uint8Array, view: DataView, { from, to }: TcpSegment, tcpBytes: number): void {
  view.setUint8(0, 0x60);
  view.setUint16(4, tcpBytes);
  view.setUint8(6, TCP_PROTOCOL);
  view.setUint8(7, HOPS);
  packet.set(from.address, 8);
  packet.set(to.address, 24);
}

/** The sum of 16-bit words; of an odd number of bytes the last one is the upper half of a word. */
function sum(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let total = 0;
  const even = to - ((to - from) & 1);
  for (let at = from; at < even; at += 2) total += ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
  return even === to ? total : total + ((bytes[even] as number) << 8);
}

/** The ones' complement of a sum in ones' complement (RFC 1071). */
function checksum(total: number): number {
  let folded = total;
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x1_0000);
  return ~folded & 0xffff;
}
