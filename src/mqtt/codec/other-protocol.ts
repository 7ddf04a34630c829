import { decodeUtf8 } from '#bytes/utf8';
import { CONNACK } from './connack.ts';

/** Something that is no MQTT. */
export interface OtherAnswer {
  /** The name of the protocol; undefined where only this is known, that it is another. */
  readonly protocol: string | undefined;
  /** How it begins, for a person: text where it is text, else hexadecimal. */
  readonly shown: string;
  readonly text: boolean;
}

/** The remaining length of CONNACK, the only answer that most brokers ever give. */
const CONNACK_REMAINING = 2;
/** So much is looked at. */
const SEEN_BYTES = 256;
/** From so many bytes on text is known as such without the end of a line. */
const TEXT_BYTES = 8;
/** Fewer bytes than that may be the beginning of anything. */
const TOLD_BYTES = 4;
const SHOWN_CHARACTERS = 80;
const SHOWN_BYTES = 16;

type Beginnings = readonly (readonly [protocol: string, begins: RegExp])[];

/** How a server begins in text that was sent CONNECT, or that speaks first. */
const IN_TEXT: Beginnings = [
  ['HTTP', /^HTTP\/|^<(?:!doctype|html)/i],
  // RFC 4253, 4.2.
  ['SSH', /^SSH-/],
  ['SMTP', /^(?:220|421|554)[ -][^\r\n]*(?:smtp|mail|postfix|exim)/i],
  ['FTP', /^(?:220|421)[ -][^\r\n]*(?:ftp|filezilla)/i],
  ['SMTP or FTP', /^(?:220|421|500|502|554)[ -]/],
  ['NNTP', /^20[01][ -]/],
  ['IMAP', /^\* (?:OK|PREAUTH|BYE|BAD)\b/],
  ['POP3', /^\+OK\b/],
  ['Redis', /^-(?:ERR|NOAUTH|DENIED|LOADING)\b/],
  ['AMQP', /^AMQP/],
  ['STOMP', /^ERROR\n/],
  ['memcached', /^ERROR\r\n/],
  ['NATS', /^INFO \{/],
  ['VNC', /^RFB \d/],
  ['RTSP', /^RTSP\//],
  ['SIP', /^SIP\//],
  ['XMPP', /^<\?xml|^<stream:/],
  ['IRC', /^(?::\S+ )?NOTICE /],
];

/** The same in hexadecimal, for what is not text. */
const IN_BYTES: Beginnings = [
  // Content type and version of an alert (RFC 8446, 5.1).
  ['TLS', /^1503/],
  // The settings of the server: its length, type and stream (RFC 9113, 3.4).
  ['HTTP/2', /^0000..040[01]00000000/],
  // Three bytes of length, the number 0, and the version of the protocol or an error.
  ['MySQL', /^(?!00)....0000(?:09|0a|ff)/],
  ['PostgreSQL', /^450000/],
  ['Telnet', /^fff[b-e]/],
  ['ZeroMQ', /^ff0{14}0[01]7f/],
];

/** First bytes of packets, flags and all, that the reader has better words for, and of those that may come. */
const MAY_BE_MQTT = new Set([
  ...[0x20, 0x40, 0x50, 0x62, 0x70, 0x90, 0xb0, 0xd0],
  ...Array.from({ length: 16 }, (_, flags) => 0x30 | flags),
  ...[0x10, 0x82, 0xa2, 0xc0, 0xe0],
]);

/**
 * Looks at what a server has sent before CONNACK.
 * @param final nothing more will come
 * @returns undefined where it may be MQTT, and `open` where it is not, but more must come to say what it is
 */
export function otherProtocol(first: Uint8Array, final = false): OtherAnswer | 'open' | undefined {
  if (first[0] === CONNACK && first[1] === CONNACK_REMAINING && !final) return undefined;
  const seen = first.subarray(0, SEEN_BYTES);
  const text = textOf(seen);
  const protocol =
    nameIn(IN_TEXT, latin1(seen)) ?? (text === undefined ? nameIn(IN_BYTES, hex(seen)) : undefined);
  const isText = text !== undefined && (final || text.length >= TEXT_BYTES || /[\r\n]/.test(text));
  if (protocol === undefined && !isText && !final) {
    if (MAY_BE_MQTT.has(first[0] ?? CONNACK)) return undefined;
    if (first.length < TOLD_BYTES) return 'open';
  }
  return { protocol, text: text !== undefined, shown: text === undefined ? shownHex(seen) : firstLine(text) };
}

function nameIn(beginnings: Beginnings, looked: string): string | undefined {
  return beginnings.find(([, begins]) => begins.test(looked))?.[0];
}

/** For words that are ASCII, whatever a greeting is encoded in. */
function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function textOf(bytes: Uint8Array): string | undefined {
  const text = decodeUtf8(bytes);
  return text === undefined || /[^\P{Cc}\t\r\n]/u.test(text) ? undefined : text;
}

function firstLine(text: string): string {
  const [line = ''] = text.trimStart().split(/[\r\n]/, 1);
  return line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)}…` : line.trimEnd();
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function shownHex(bytes: Uint8Array): string {
  const pairs = hex(bytes.subarray(0, SHOWN_BYTES)).replace(/..(?=.)/g, '$& ');
  return `‹${pairs}${bytes.length > SHOWN_BYTES ? ' …' : ''}›`;
}
