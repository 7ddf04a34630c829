import type { Follow } from '#firmware/places';
import type { QoS } from '#mqtt/types';
import { schemeOf } from './schemes.ts';

/** What `AT+MQTTUSERCFG` sets. */
export interface UserIdentity {
  /** 1 to 10; 1 is MQTT over TCP. */
  readonly scheme: number;
  readonly clientId: Buffer;
  readonly username: Buffer;
  readonly password: Buffer;
  readonly certKeyId: number;
  readonly caId: number;
  readonly path: Buffer;
}

/** What `AT+MQTTUSERCFG` and the commands that refine it have set. */
export interface UserConfig extends UserIdentity {
  readonly alpn: readonly Buffer[];
  /** Empty: the host is used where TLS allows a name. */
  readonly sni: Buffer;
}

/** What `AT+MQTTCONNCFG` has set. */
export interface ConnectionConfig {
  /** Seconds; 0 became 120. */
  readonly keepAlive: number;
  readonly cleanSession: boolean;
  /** An empty topic means no will. */
  readonly willTopic: Buffer;
  readonly willMessage: Buffer;
  readonly willQos: QoS;
  readonly willRetain: boolean;
}

/** Keep alive when none or 0 was configured, in seconds (the manual). */
export const DEFAULT_KEEP_ALIVE = 120;

/** What holds without `AT+MQTTCONNCFG`. */
export const DEFAULT_CONNECTION: ConnectionConfig = {
  keepAlive: DEFAULT_KEEP_ALIVE,
  cleanSession: true,
  willTopic: Buffer.alloc(0),
  willMessage: Buffer.alloc(0),
  willQos: 0,
  willRetain: false,
};

/** Where `AT+MQTTCONN` goes. */
export interface Target {
  /** As it was typed. */
  readonly host: string;
  readonly port: number;
}

/**
 * The path as it is sent, or empty where the scheme has none [B-USER-5].
 * @param pathSlash whether one that begins with `/` is given another one, as by a genuine module
 */
export function sentPath({ scheme, path }: UserConfig, pathSlash: Follow): string {
  if (!schemeOf(scheme).webSocket) return '';
  const text = path.toString('latin1');
  return `/${pathSlash === 'module' ? text : text.replace(/^\/+/, '')}`;
}

/** The path as it is reported: a genuine module leaves the query out. */
export function reportedPath(user: UserConfig, pathSlash: Follow): string {
  const path = sentPath(user, pathSlash);
  return pathSlash === 'module' ? path.replace(/\?.*$/s, '') : path;
}
