import type { ControlEvent } from '#control/events/events';
import type { Row } from './row.ts';

type Traffic = Extract<ControlEvent, { event: 'traffic' }>;
type Packet = Extract<ControlEvent, { event: 'packet' }>;

/** The bytes of a row, as far as they are known. */
export interface RowBytes {
  readonly bytes: Uint8Array;
  /** How many there were. */
  readonly of: number;
}

const encoder = new TextEncoder();
const LINE_END = encoder.encode('\r\n');
const MAX_REMAINING_DIGIT = 0x7f;

/** What went over the wire; undefined where it is masked, or nothing went. */
export function bytesOf({ event }: Row): RowBytes | undefined {
  if (event.event === 'traffic') return ofTraffic(event);
  return event.event === 'packet' ? ofPacket(event) : undefined;
}

function ofTraffic({ text, bytes: of, base64, key }: Traffic): RowBytes | undefined {
  if (base64 !== undefined) return { bytes: decoded(base64), of };
  if (key !== undefined || text.includes('***') || text.endsWith('…')) return undefined;
  const shown = encoder.encode(text);
  switch (of - shown.length) {
    case 0:
      return { bytes: shown, of };
    case LINE_END.length:
      return { bytes: joined(shown, LINE_END), of };
    case 2 * LINE_END.length:
      return { bytes: joined(LINE_END, shown, LINE_END), of };
    default:
      return undefined;
  }
}

function ofPacket(packet: Packet): RowBytes | undefined {
  const { base64, bytes: of } = packet;
  if (base64 !== undefined) return { bytes: decoded(base64), of };
  if (packet.packet !== 'PUBLISH' || packet.topic === undefined) return undefined;
  const payload =
    packet.payloadBase64 === undefined ? encoder.encode(packet.payload) : decoded(packet.payloadBase64);
  const whole = publish(packet, encoder.encode(packet.topic), payload);
  return whole.length === of ? { bytes: whole, of } : { bytes: payload, of };
}

/** A PUBLISH as it was on the wire (MQTT 3.1.1, 3.3). */
function publish(
  { qos = 0, retain, dup, packetId }: Packet,
  topic: Uint8Array,
  payload: Uint8Array,
): Uint8Array {
  const first = 0x30 | (dup === true ? 8 : 0) | (qos << 1) | (retain === true ? 1 : 0);
  const id = packetId === undefined ? [] : [packetId >> 8, packetId & 0xff];
  const remaining: number[] = [];
  let rest = 2 + topic.length + id.length + payload.length;
  do {
    remaining.push((rest & MAX_REMAINING_DIGIT) | (rest > MAX_REMAINING_DIGIT ? 0x80 : 0));
    rest >>= 7;
  } while (rest > 0);
  return joined([first, ...remaining, topic.length >> 8, topic.length & 0xff], topic, id, payload);
}

function joined(...parts: readonly ArrayLike<number>[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function decoded(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** Bytes as `hexdump -C` shows them. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const part = [...bytes.subarray(at, at + 16)];
    const hex = part.map((byte) => byte.toString(16).padStart(2, '0'));
    const left = hex.slice(0, 8).join(' ').padEnd(23);
    const right = hex.slice(8).join(' ').padEnd(23);
    const text = part.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${at.toString(16).padStart(4, '0')}  ${left}  ${right}  ${text}`);
  }
  return lines.join('\n');
}
