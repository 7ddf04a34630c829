import { type Message, message } from '#messages/message';
import { executionCode } from './codes.ts';

/** With which schemes a code of the manual can come about. */
export type CodeReach =
  /** With any scheme. */
  | 'any'
  /** Only with a scheme over TLS. */
  | 'tls'
  /** In the manual's table but without a command that gives it [B-CODE-2]. */
  | 'reserved'
  /** Only with firmware after 5.0. */
  | 'later';

interface ManualCode {
  readonly code: number;
  readonly name: string;
  readonly meaning: Message;
  readonly advice: Message;
  readonly reach: CodeReach;
}

/** The manual's table, from 0x6001 on without a gap; the index is the code minus 0x6001. */
const NAMES = [
  'NO_CONFIGURED',
  'NOT_IN_CONFIGURED_STATE',
  'UNINITIATED_OR_ALREADY_CLEAN',
  'ALREADY_CONNECTED',
  'MALLOC_FAILED',
  'NULL_LINK',
  'NULL_PARAMTER',
  'PARAMETER_COUNTS_IS_WRONG',
  'TLS_CONFIG_ERROR',
  'PARAM_PREPARE_ERROR',
  'CLIENT_START_FAILED',
  'CLIENT_PUBLISH_FAILED',
  'CLIENT_SUBSCRIBE_FAILED',
  'CLIENT_UNSUBSCRIBE_FAILED',
  'CLIENT_DISCONNECT_FAILED',
  'LINK_ID_READ_FAILED',
  'LINK_ID_VALUE_IS_WRONG',
  'SCHEME_READ_FAILED',
  'SCHEME_VALUE_IS_WRONG',
  'CLIENT_ID_READ_FAILED',
  'CLIENT_ID_IS_NULL',
  'CLIENT_ID_IS_OVERLENGTH',
  'USERNAME_READ_FAILED',
  'USERNAME_IS_NULL',
  'USERNAME_IS_OVERLENGTH',
  'PASSWORD_READ_FAILED',
  'PASSWORD_IS_NULL',
  'PASSWORD_IS_OVERLENGTH',
  'CERT_KEY_ID_READ_FAILED',
  'CERT_KEY_ID_VALUE_IS_WRONG',
  'CA_ID_READ_FAILED',
  'CA_ID_VALUE_IS_WRONG',
  'CA_LENGTH_ERROR',
  'CA_READ_FAILED',
  'CERT_LENGTH_ERROR',
  'CERT_READ_FAILED',
  'KEY_LENGTH_ERROR',
  'KEY_READ_FAILED',
  'PATH_READ_FAILED',
  'PATH_IS_NULL',
  'PATH_IS_OVERLENGTH',
  'VERSION_READ_FAILED',
  'KEEPALIVE_READ_FAILED',
  'KEEPALIVE_IS_NULL',
  'KEEPALIVE_VALUE_IS_WRONG',
  'DISABLE_CLEAN_SESSION_READ_FAILED',
  'DISABLE_CLEAN_SESSION_VALUE_IS_WRONG',
  'LWT_TOPIC_READ_FAILED',
  'LWT_TOPIC_IS_NULL',
  'LWT_TOPIC_IS_OVERLENGTH',
  'LWT_MSG_READ_FAILED',
  'LWT_MSG_IS_NULL',
  'LWT_MSG_IS_OVERLENGTH',
  'LWT_QOS_READ_FAILED',
  'LWT_QOS_VALUE_IS_WRONG',
  'LWT_RETAIN_READ_FAILED',
  'LWT_RETAIN_VALUE_IS_WRONG',
  'HOST_READ_FAILED',
  'HOST_IS_NULL',
  'HOST_IS_OVERLENGTH',
  'PORT_READ_FAILED',
  'PORT_VALUE_IS_WRONG',
  'RECONNECT_READ_FAILED',
  'RECONNECT_VALUE_IS_WRONG',
  'TOPIC_READ_FAILED',
  'TOPIC_IS_NULL',
  'TOPIC_IS_OVERLENGTH',
  'DATA_READ_FAILED',
  'DATA_IS_NULL',
  'DATA_IS_OVERLENGTH',
  'QOS_READ_FAILED',
  'QOS_VALUE_IS_WRONG',
  'RETAIN_READ_FAILED',
  'RETAIN_VALUE_IS_WRONG',
  'PUBLISH_LENGTH_READ_FAILED',
  'PUBLISH_LENGTH_VALUE_IS_WRONG',
  'RECV_LENGTH_IS_WRONG',
  'CREATE_SEMA_FAILED',
  'CREATE_EVENT_GROUP_FAILED',
  'URI_PARSE_FAILED',
  'IN_DISCONNECTED_STATE',
  'HOSTNAME_VERIFY_FAILED',
] as const;

/** What firmware after 5.0 goes on with: codes that were seen, by names of ours. */
const LATER_NAMES = [
  'TIMEOUT_READ_FAILED',
  'TIMEOUT_VALUE_IS_WRONG',
  'HOST_NOT_RESOLVED',
  'HOST_ADDRESS_IS_PRIVATE',
  'CONNECT_TIMED_OUT',
] as const;

/** A name of the manual's table, or of one of the later codes, without `AT_MQTT_`. */
export type MqttCodeName = (typeof NAMES)[number] | (typeof LATER_NAMES)[number];

const FIRST = 0x6001;

const REACH: Readonly<Partial<Record<MqttCodeName, CodeReach>>> = {
  CA_LENGTH_ERROR: 'tls',
  CA_READ_FAILED: 'tls',
  CERT_LENGTH_ERROR: 'tls',
  CERT_READ_FAILED: 'tls',
  KEY_LENGTH_ERROR: 'tls',
  KEY_READ_FAILED: 'tls',
  VERSION_READ_FAILED: 'reserved',
  // HOSTNAME_VERIFY_FAILED leaves nothing for it.
  URI_PARSE_FAILED: 'reserved',
};

const ALL_NAMES = [...NAMES, ...LATER_NAMES];

/** The manual's error table, in its order, and the codes of later firmware. */
export const MQTT_CODES: readonly ManualCode[] = ALL_NAMES.map((name, index) => ({
  code: FIRST + index,
  name: `AT_MQTT_${name}`,
  meaning: message(`codeMeaning.${name}`),
  advice: message(`codeAdvice.${name}`),
  reach: index < NAMES.length ? (REACH[name] ?? 'any') : 'later',
}));

/** The row of a code such as 0x6006. */
export function manualCode(code: number): ManualCode | undefined {
  return MQTT_CODES[code - FIRST];
}

/** A code of the manual by its name, as it is printed: `mqttCode('NULL_LINK')` is 0x010a6006. */
export function mqttCode(name: MqttCodeName): number {
  return executionCode(FIRST + ALL_NAMES.indexOf(name));
}
