import { isUtf8 } from '#bytes/utf8';
import { readConnect } from './connect.ts';
import { ID_BYTES, readId } from './packet-id.ts';
import { readPublish } from './publish.ts';
import { readReturnCodes } from './suback.ts';
import { readSubscribe } from './subscribe.ts';
import { readUnsubscribe } from './unsubscribe.ts';

const NAMES = [
  'reserved 0',
  'CONNECT',
  'CONNACK',
  'PUBLISH',
  'PUBACK',
  'PUBREC',
  'PUBREL',
  'PUBCOMP',
  'SUBSCRIBE',
  'SUBACK',
  'UNSUBSCRIBE',
  'UNSUBACK',
  'PINGREQ',
  'PINGRESP',
  'DISCONNECT',
  'reserved 15',
] as const;
/** So much of a payload is shown. */
const SHOWN_BYTES = 80;
const NOTHING = new Uint8Array(0);
// biome-ignore lint/suspicious/noControlCharactersInRegex: what is not text has them
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/**
 * A packet of MQTT 3.1.1 in one line for people: its name and what matters of it, without passwords.
 * @param headerBytes size of its fixed header
 */
export function describePacket(packet: Uint8Array, headerBytes: number): string {
  const first = packet[0] ?? 0;
  const name = NAMES[first >> 4] ?? '';
  try {
    return [name, ...partsOf(name, packet, headerBytes)].join(' ');
  } catch {
    return `${name}, malformed: ${hex(packet)}`;
  }
}

function partsOf(name: string, packet: Uint8Array, from: number): readonly string[] {
  const end = packet.length;
  switch (name) {
    case 'CONNECT': {
      const { clientId, cleanSession, flagsAt } = readConnect(packet, from, end);
      const keepAlive = ((packet[flagsAt + 1] ?? 0) << 8) | (packet[flagsAt + 2] ?? 0);
      const will = ((packet[flagsAt] ?? 0) & 0x04) !== 0 ? ['with a will'] : [];
      const session = cleanSession ? 'clean session' : 'session kept';
      return [shown(clientId), session, `keep alive ${keepAlive} s`, ...will];
    }
    case 'CONNACK': {
      const session = ((packet[from] ?? 0) & 1) === 1 ? ['session present'] : [];
      return [`return code ${packet[from + 1]}`, ...session];
    }
    case 'PUBLISH': {
      const { id, topic, payload, qos, retain, dup } = readPublish(packet, 0, from, end, NOTHING, true);
      const marks = [
        ...(id === 0 ? [] : [`id ${id}`]),
        ...(dup ? ['DUP'] : []),
        ...(retain ? ['retain'] : []),
      ];
      return [`QoS ${qos}`, ...marks, shown(topic), `${payload.length} bytes`, shown(payload)];
    }
    case 'SUBSCRIBE': {
      const { id, subscriptions } = readSubscribe(packet, from, end);
      return [`id ${id}`, ...subscriptions.map(({ filter, qos }) => `${shown(filter)} QoS ${qos}`)];
    }
    case 'UNSUBSCRIBE': {
      const { id, filters } = readUnsubscribe(packet, from, end);
      return [`id ${id}`, ...filters.map(shown)];
    }
    case 'SUBACK': {
      const { id, codes } = readReturnCodes(packet, from, end);
      return [`id ${id}`, ...[...codes].map((code) => (code === 0x80 ? 'refused (0x80)' : `QoS ${code}`))];
    }
    default:
      return end - from === ID_BYTES ? [`id ${readId(name, packet, from)}`] : [];
  }
}

/** Text in quotes, anything else in hexadecimal; its beginning where it is long. */
function shown(bytes: Uint8Array): string {
  const text = isUtf8(bytes) ? Buffer.from(bytes).toString() : undefined;
  if (text === undefined || UNPRINTABLE.test(text)) return hex(bytes);
  return text.length > SHOWN_BYTES ? `${JSON.stringify(text.slice(0, SHOWN_BYTES))}…` : JSON.stringify(text);
}

function hex(bytes: Uint8Array): string {
  const digits = Buffer.from(bytes.subarray(0, SHOWN_BYTES)).toString('hex');
  const pairs = digits.replace(/(..)(?=.)/g, '$1 ');
  return `‹${pairs}${bytes.length > SHOWN_BYTES ? ' …' : ''}›`;
}
