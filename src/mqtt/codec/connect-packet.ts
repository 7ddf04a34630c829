import type { IConnectPacket } from 'mqtt-packet';
import type { QoS } from '../types.ts';
import { checkTopicName } from './topics.ts';

const MAX_BYTES = 65_535;

/** What CONNECT says (MQTT 3.1.1, 3.1). */
export interface ConnectOptions {
  /** May be empty with a clean session only [MQTT-3.1.3-8]. */
  clientId: string;
  username?: string;
  /** Needs a user name [MQTT-3.1.2-22]. */
  password?: Uint8Array;
  cleanSession: boolean;
  /** 0 to 65535; 0 turns keepalive off. */
  keepAliveSeconds: number;
  will?: { topic: string; payload: Uint8Array; qos: QoS; retain: boolean };
}

/** What MQTT 3.1.1 does not allow in `options`, or undefined when nothing. */
export function checkConnectOptions(options: ConnectOptions): string | undefined {
  const { clientId, username, password, cleanSession, keepAliveSeconds, will } = options;
  if (clientId === '' && !cleanSession) return 'an empty client identifier needs a clean session';
  if (!Number.isInteger(keepAliveSeconds) || keepAliveSeconds < 0 || keepAliveSeconds > MAX_BYTES) {
    return `the keep alive of ${keepAliveSeconds} seconds is not between 0 and ${MAX_BYTES}`;
  }
  if (password !== undefined && username === undefined) return 'a password needs a user name';
  return (
    checkString('client identifier', clientId) ??
    checkString('user name', username ?? '') ??
    checkSize('password', password?.length ?? 0) ??
    (will && (checkTopicName(Buffer.from(will.topic)) ?? checkSize('will message', will.payload.length)))
  );
}

/** The CONNECT packet, with copies of the bytes in `options`. */
export function connectPacket(options: ConnectOptions): IConnectPacket {
  const { clientId, username, password, cleanSession, keepAliveSeconds, will } = options;
  return {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clientId,
    clean: cleanSession,
    keepalive: keepAliveSeconds,
    ...(username !== undefined && { username }),
    ...(password && { password: Buffer.from(password) }),
    ...(will && { will: { ...will, payload: Buffer.from(will.payload) } }),
  };
}

function checkString(what: string, text: string): string | undefined {
  if (text.includes('\0')) return `the ${what} contains a NUL character`; // [MQTT-1.5.3-2]
  return checkSize(what, Buffer.byteLength(text));
}

function checkSize(what: string, size: number): string | undefined {
  return size > MAX_BYTES ? `the ${what} has ${size} bytes, and MQTT allows at most ${MAX_BYTES}` : undefined;
}
