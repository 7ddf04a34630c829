/** The tags of an exported PDU of Wireshark: which dissector reads it, and their end. */
const DISSECTOR_NAME = 12;
const END = 0;
/** The only one that shows a text in the list of packets. */
const DISSECTOR = 'syslog';
const TAG_HEADER_BYTES = 4;

/** A text as a packet that no network has carried, for what has no packet of its own. */
export function writeNote(text: string): Uint8Array {
  const encoder = new TextEncoder();
  const [name, bytes] = [encoder.encode(DISSECTOR), encoder.encode(text)];
  const nameBytes = (name.length + 4) & ~3;
  const packet = new Uint8Array(2 * TAG_HEADER_BYTES + nameBytes + bytes.length);
  const view = new DataView(packet.buffer);
  view.setUint16(0, DISSECTOR_NAME);
  view.setUint16(2, nameBytes);
  packet.set(name, TAG_HEADER_BYTES);
  view.setUint16(TAG_HEADER_BYTES + nameBytes, END);
  packet.set(bytes, 2 * TAG_HEADER_BYTES + nameBytes);
  return packet;
}
