import type { WriteBuffer } from '#bytes/write-buffer';
import { type Message, message } from '#messages/message';
import type { QoS } from '../types.ts';
import { fieldBytes, MAX_FIELD_BYTES, readField, writeField } from './field.ts';
import { fixedHeaderAt, remainingLengthBytes, writeRemainingLength } from './fixed-header.ts';
import { malformed } from './malformed.ts';
import { checkTopicName } from './topics.ts';

const MAX_KEEP_ALIVE_SECONDS = 65_535;

/** What CONNECT says (MQTT 3.1.1, 3.1). */
export interface ConnectOptions {
  /** Bytes, or text that is sent as UTF-8. May be empty with a clean session only [MQTT-3.1.3-8]. */
  clientId: string | Uint8Array;
  /** Bytes, or text that is sent as UTF-8. May be empty. */
  username?: string | Uint8Array;
  /** Needs a user name [MQTT-3.1.2-22]. */
  password?: Uint8Array;
  cleanSession: boolean;
  /** 0 to 65535; 0 turns keepalive off. */
  keepAliveSeconds: number;
  /** The topic as bytes, or text that is sent as UTF-8. */
  will?: { topic: string | Uint8Array; payload: Uint8Array; qos: QoS; retain: boolean };
  /** An empty client id without a clean session and any will topic are sent, for the broker to decide. */
  asIs?: boolean;
}

/** What MQTT 3.1.1 does not allow in `options`, or undefined when nothing. */
export function checkConnectOptions(options: ConnectOptions): Message | undefined {
  const { clientId, username, password, cleanSession, keepAliveSeconds: seconds, will, asIs } = options;
  if (clientId.length === 0 && !cleanSession && asIs !== true) return message('mqtt.emptyClientId');
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > MAX_KEEP_ALIVE_SECONDS) {
    return message('mqtt.keepAliveOutOfRange', { seconds, max: MAX_KEEP_ALIVE_SECONDS });
  }
  if (password !== undefined && username === undefined) return message('mqtt.passwordWithoutUser');
  return (
    checkText(message('mqtt.clientId'), clientId) ??
    checkText(message('mqtt.userName'), username ?? '') ??
    checkSize(message('mqtt.password'), password?.length ?? 0) ??
    (will &&
      ((asIs === true ? undefined : checkTopicName(bytesOf(will.topic))) ??
        checkSize(message('mqtt.willTopic'), bytesOf(will.topic).length) ??
        checkSize(message('mqtt.willMessage'), will.payload.length)))
  );
}

/** The first byte. */
export const CONNECT = 0x10;
/** The name and the level of the protocol (MQTT 3.1.1, 3.1.2.1 and 3.1.2.2). */
const PROTOCOL = Uint8Array.of(0, 4, 0x4d, 0x51, 0x54, 0x54, 4);
/** Behind them come the flags and the keep alive. */
const VARIABLE_HEADER_BYTES = PROTOCOL.length + 3;

/** The flags (MQTT 3.1.1, 3.1.2.3 to 3.1.2.9). */
const CLEAN_SESSION = 0x02;
const WILL = 0x04;
const WILL_QOS_SHIFT = 3;
const WILL_RETAIN = 0x20;
const PASSWORD = 0x40;
const USER_NAME = 0x80;

/** Asks the broker for a connection. The options must have been checked; their bytes are copied. */
export function writeConnect(output: WriteBuffer, options: ConnectOptions): void {
  const { clientId, username, password, keepAliveSeconds, will } = options;
  // In the order in which they are sent [MQTT-3.1.3-1].
  const fields: Uint8Array[] = [bytesOf(clientId)];
  if (will !== undefined) fields.push(bytesOf(will.topic), will.payload);
  if (username !== undefined) fields.push(bytesOf(username));
  if (password !== undefined) fields.push(password);
  const remaining = fields.reduce((sum, field) => sum + fieldBytes(field), VARIABLE_HEADER_BYTES);
  const size = 1 + remainingLengthBytes(remaining) + remaining;
  const chunk = output.reserve(size);
  let at = output.length;
  chunk[at++] = CONNECT;
  at = writeRemainingLength(chunk, at, remaining);
  chunk.set(PROTOCOL, at);
  at += PROTOCOL.length;
  chunk[at++] = flagsOf(options);
  chunk[at++] = keepAliveSeconds >>> 8;
  chunk[at++] = keepAliveSeconds & 0xff;
  for (const field of fields) at = writeField(chunk, at, field);
  output.commit(size);
}

/** What is read of a CONNECT. */
export interface ConnectHeader {
  readonly clientId: Uint8Array;
  readonly cleanSession: boolean;
  /** Where its flags are. */
  readonly flagsAt: number;
}

/** Reads who connects, from what follows the fixed header. @throws MqttError `PROTOCOL` */
export function readConnect(bytes: Uint8Array, from: number, end: number): ConnectHeader {
  // Behind the name of the protocol, which MQTT 3.1 has another of, comes its level.
  const flagsAt = from + fieldBytes(readField('CONNECT', bytes, from, end)) + 1;
  const clientId = readField('CONNECT', bytes, flagsAt + 3, end);
  return { clientId, cleanSession: ((bytes[flagsAt] as number) & CLEAN_SESSION) !== 0, flagsAt };
}

/** What a CONNECT asks for, of whatever level of the protocol. */
export interface ConnectRequest {
  /** 4: MQTT 3.1.1 */
  readonly level: number;
  readonly clientId: Uint8Array;
  readonly cleanSession: boolean;
  readonly keepAliveSeconds: number;
  readonly will:
    | {
        readonly topic: Uint8Array;
        readonly payload: Uint8Array;
        readonly qos: QoS;
        readonly retain: boolean;
      }
    | undefined;
}

/** Reads a CONNECT as far as a broker that lets in any user needs it, from what follows the fixed header. @throws MqttError `PROTOCOL` */
export function readConnectRequest(bytes: Uint8Array, from: number, end: number): ConnectRequest {
  const { clientId, cleanSession, flagsAt } = readConnect(bytes, from, end);
  const flags = bytes[flagsAt] as number;
  const request = {
    level: bytes[flagsAt - 1] as number,
    clientId,
    cleanSession,
    keepAliveSeconds: ((bytes[flagsAt + 1] as number) << 8) | (bytes[flagsAt + 2] as number),
  };
  if ((flags & WILL) === 0) return { ...request, will: undefined };
  const qos = (flags >> WILL_QOS_SHIFT) & 3;
  if (qos > 2) throw malformed(message('mqtt.wrongQos')); // [MQTT-3.1.2-14]
  const topicAt = flagsAt + 3 + fieldBytes(clientId);
  const topic = readField('CONNECT', bytes, topicAt, end);
  const payload = readField('CONNECT', bytes, topicAt + fieldBytes(topic), end);
  return { ...request, will: { topic, payload, qos: qos as QoS, retain: (flags & WILL_RETAIN) !== 0 } };
}

/**
 * Where the password of a CONNECT is, without its length; nowhere, which is an empty place, when it has none.
 * @param at of its first byte
 * @throws MqttError `PROTOCOL`
 */
export function passwordIn(
  bytes: Uint8Array,
  at: number,
  end: number,
): { readonly from: number; readonly to: number } {
  const { clientId, flagsAt } = readConnect(bytes, at + fixedHeaderAt(bytes, at).headerBytes, end);
  const flags = bytes[flagsAt] as number;
  if ((flags & PASSWORD) === 0) return { from: end, to: end };
  let next = flagsAt + 3 + fieldBytes(clientId);
  const before = ((flags & WILL) === 0 ? 0 : 2) + ((flags & USER_NAME) === 0 ? 0 : 1);
  for (let field = 0; field < before; field++) next += fieldBytes(readField('CONNECT', bytes, next, end));
  return { from: next + 2, to: next + fieldBytes(readField('CONNECT', bytes, next, end)) };
}

/** The same CONNECT for a clean session; a copy. */
export function withCleanSession(packet: Uint8Array, { flagsAt }: ConnectHeader): Uint8Array {
  const copy = Buffer.from(packet);
  copy[flagsAt] = (copy[flagsAt] as number) | CLEAN_SESSION;
  return copy;
}

function flagsOf({ username, password, cleanSession, will }: ConnectOptions): number {
  return (
    (cleanSession ? CLEAN_SESSION : 0) |
    (will === undefined ? 0 : WILL | (will.qos << WILL_QOS_SHIFT) | (will.retain ? WILL_RETAIN : 0)) |
    (password === undefined ? 0 : PASSWORD) |
    (username === undefined ? 0 : USER_NAME)
  );
}

function bytesOf(text: string | Uint8Array): Uint8Array {
  return typeof text === 'string' ? Buffer.from(text) : text;
}

function checkText(what: Message, text: string | Uint8Array): Message | undefined {
  const bytes = bytesOf(text);
  if (bytes.includes(0)) return message('mqtt.holdsNul', { what }); // [MQTT-1.5.3-2]
  return checkSize(what, bytes.length);
}

function checkSize(what: Message, size: number): Message | undefined {
  return size > MAX_FIELD_BYTES ? message('mqtt.tooLong', { what, size, max: MAX_FIELD_BYTES }) : undefined;
}
