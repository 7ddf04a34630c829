import { executionCode } from './codes.ts';

/** With which schemes a code of the manual can come about. */
export type CodeReach =
  /** With any scheme. */
  | 'any'
  /** Only with a scheme over TLS. */
  | 'tls'
  /** In the manual's table but without a command that gives it [B-CODE-2]. */
  | 'reserved';

interface ManualCode {
  readonly code: number;
  readonly name: string;
  readonly meaning: string;
  readonly advice: string;
  readonly reach: CodeReach;
}

type Row = readonly [name: string, meaning: string, advice: string, reach?: CodeReach];

const QUOTING = 'Put it in double quotes and write \\, \\" \\\\ for comma, quote and backslash inside it.';
const NUMERIC = 'Give a number without quotes.';

/** The manual's table, from 0x6001 on without a gap; the index is the code minus 0x6001. */
const ROWS = [
  [
    'NO_CONFIGURED',
    'the link has no user configuration yet',
    'Send AT+MQTTUSERCFG first. After a connection with reconnect 0 was lost, send AT+MQTTCLEAN=0 and configure again.',
  ],
  [
    'NOT_IN_CONFIGURED_STATE',
    'the configuration cannot be changed while the link is connected or was connected',
    'Send AT+MQTTCLEAN=0 first, then configure again.',
  ],
  [
    'UNINITIATED_OR_ALREADY_CLEAN',
    'there is nothing to clean: the link is in state 0',
    'Nothing needs to be done; begin with AT+MQTTUSERCFG.',
  ],
  [
    'ALREADY_CONNECTED',
    'the link is connected already',
    'Use the connection, or send AT+MQTTCLEAN=0 to connect elsewhere.',
  ],
  [
    'MALLOC_FAILED',
    'the module has not enough free memory',
    'Publish in smaller pieces; AT+SYSRAM? shows what is free, and the setting heapBytes how much there is.',
  ],
  [
    'NULL_LINK',
    'the link was never connected',
    'Send AT+MQTTCONN and wait for OK before publishing or subscribing.',
  ],
  ['NULL_PARAMTER', 'a parameter is missing or empty where a value is needed', 'Give every value a text.'],
  [
    'PARAMETER_COUNTS_IS_WRONG',
    'there are too many or too few parameters',
    'Count the commas; one inside a string needs a backslash: \\,',
  ],
  [
    'TLS_CONFIG_ERROR',
    'the connection could not be set up for this scheme',
    'The log says what is missing: a certificate, a key, a CA, or the module’s clock.',
  ],
  [
    'PARAM_PREPARE_ERROR',
    'the set of parameters cannot make a connection',
    'An empty client id needs a clean session: set disable_clean_session to 0 or give a client id.',
  ],
  [
    'CLIENT_START_FAILED',
    'the connection was not made',
    'The log gives the reason: no Wi-Fi, an unknown name, a refused port, a time-out, or the broker’s return code.',
  ],
  [
    'CLIENT_PUBLISH_FAILED',
    'the message was not published',
    'The log gives the reason: a wildcard in the topic, no acknowledgement in time, or a lost connection.',
  ],
  [
    'CLIENT_SUBSCRIBE_FAILED',
    'the subscription was not made',
    'The log gives the reason: a malformed filter, more than ten topics, a refusal, or no answer in time.',
  ],
  [
    'CLIENT_UNSUBSCRIBE_FAILED',
    'the subscription was not ended',
    'The log gives the reason: a malformed filter, or no answer in time.',
  ],
  [
    'CLIENT_DISCONNECT_FAILED',
    'the link could not be freed',
    'The log gives the reason, such as a full or read-only flash directory.',
  ],
  ['LINK_ID_READ_FAILED', 'the LinkID could not be read', NUMERIC],
  [
    'LINK_ID_VALUE_IS_WRONG',
    'there is no link with this LinkID',
    'Use 0; the setting links makes more of them.',
  ],
  ['SCHEME_READ_FAILED', 'the scheme could not be read', NUMERIC],
  ['SCHEME_VALUE_IS_WRONG', 'there is no such scheme', 'Use 1 to 10; 1 is MQTT over TCP.'],
  ['CLIENT_ID_READ_FAILED', 'the client id could not be read', QUOTING],
  [
    'CLIENT_ID_IS_NULL',
    'the client id is empty (a warning)',
    'The broker will choose one; that needs a clean session.',
  ],
  [
    'CLIENT_ID_IS_OVERLENGTH',
    'the client id is too long',
    'Use at most 256 bytes, or AT+MQTTLONGCLIENTID for up to 1024.',
  ],
  ['USERNAME_READ_FAILED', 'the user name could not be read', QUOTING],
  ['USERNAME_IS_NULL', 'the user name is empty (a warning)', 'Fine when the broker asks for none.'],
  [
    'USERNAME_IS_OVERLENGTH',
    'the user name is too long',
    'Use at most 64 bytes, or AT+MQTTLONGUSERNAME for up to 1024.',
  ],
  ['PASSWORD_READ_FAILED', 'the password could not be read', QUOTING],
  ['PASSWORD_IS_NULL', 'the password is empty (a warning)', 'Fine when the broker asks for none.'],
  [
    'PASSWORD_IS_OVERLENGTH',
    'the password is too long',
    'Use at most 64 bytes, or AT+MQTTLONGPASSWORD for up to 1024.',
  ],
  ['CERT_KEY_ID_READ_FAILED', 'the cert_key_ID could not be read', NUMERIC],
  ['CERT_KEY_ID_VALUE_IS_WRONG', 'there is no such set of certificate and key', 'Use 0.'],
  ['CA_ID_READ_FAILED', 'the CA_ID could not be read', NUMERIC],
  ['CA_ID_VALUE_IS_WRONG', 'there is no such CA', 'Use 0.'],
  ['CA_LENGTH_ERROR', 'the stored CA has an impossible length', 'Store the CA again.', 'tls'],
  ['CA_READ_FAILED', 'the stored CA cannot be read', 'Store the CA again, as PEM.', 'tls'],
  [
    'CERT_LENGTH_ERROR',
    'the stored certificate has an impossible length',
    'Store the certificate again.',
    'tls',
  ],
  [
    'CERT_READ_FAILED',
    'the stored certificate cannot be read',
    'Store the certificate again, as PEM.',
    'tls',
  ],
  ['KEY_LENGTH_ERROR', 'the stored private key has an impossible length', 'Store the key again.', 'tls'],
  ['KEY_READ_FAILED', 'the stored private key cannot be read', 'Store the key again, as PEM.', 'tls'],
  ['PATH_READ_FAILED', 'the path could not be read', QUOTING],
  ['PATH_IS_NULL', 'the path is empty (a warning)', 'Only WebSocket schemes use it.'],
  ['PATH_IS_OVERLENGTH', 'the path is too long', 'Use at most 32 bytes.'],
  ['VERSION_READ_FAILED', 'reserved: no command of the manual gives it', 'It does not occur.', 'reserved'],
  ['KEEPALIVE_READ_FAILED', 'the keep alive could not be read', NUMERIC],
  ['KEEPALIVE_IS_NULL', 'the keep alive is 0 (a warning)', '120 seconds are used.'],
  ['KEEPALIVE_VALUE_IS_WRONG', 'the keep alive is out of range', 'Use 0 to 7200 seconds.'],
  ['DISABLE_CLEAN_SESSION_READ_FAILED', 'disable_clean_session could not be read', NUMERIC],
  ['DISABLE_CLEAN_SESSION_VALUE_IS_WRONG', 'disable_clean_session is neither 0 nor 1', 'Use 0 or 1.'],
  ['LWT_TOPIC_READ_FAILED', 'the will topic could not be read', QUOTING],
  ['LWT_TOPIC_IS_NULL', 'the will topic is empty (a warning)', 'There will be no will.'],
  ['LWT_TOPIC_IS_OVERLENGTH', 'the will topic is too long', 'Use at most 128 bytes.'],
  ['LWT_MSG_READ_FAILED', 'the will message could not be read', QUOTING],
  ['LWT_MSG_IS_NULL', 'the will message is empty (a warning)', 'The will is sent without a payload.'],
  ['LWT_MSG_IS_OVERLENGTH', 'the will message is too long', 'Use at most 128 bytes.'],
  ['LWT_QOS_READ_FAILED', 'the will QoS could not be read', NUMERIC],
  ['LWT_QOS_VALUE_IS_WRONG', 'the will QoS is not 0, 1 or 2', 'Use 0, 1 or 2.'],
  ['LWT_RETAIN_READ_FAILED', 'the will retain could not be read', NUMERIC],
  ['LWT_RETAIN_VALUE_IS_WRONG', 'the will retain is neither 0 nor 1', 'Use 0 or 1.'],
  ['HOST_READ_FAILED', 'the host could not be read', QUOTING],
  ['HOST_IS_NULL', 'the host is empty', 'Give the broker’s name or address.'],
  ['HOST_IS_OVERLENGTH', 'the host is too long', 'Use at most 128 bytes.'],
  ['PORT_READ_FAILED', 'the port could not be read', NUMERIC],
  ['PORT_VALUE_IS_WRONG', 'the port is out of range', 'Use 1 to 65535.'],
  ['RECONNECT_READ_FAILED', 'reconnect could not be read', NUMERIC],
  ['RECONNECT_VALUE_IS_WRONG', 'reconnect is neither 0 nor 1', 'Use 0 or 1.'],
  ['TOPIC_READ_FAILED', 'the topic could not be read', QUOTING],
  ['TOPIC_IS_NULL', 'the topic is empty', 'Give a topic of at least one byte.'],
  ['TOPIC_IS_OVERLENGTH', 'the topic is too long', 'Use at most 128 bytes.'],
  ['DATA_READ_FAILED', 'the data could not be read', QUOTING],
  ['DATA_IS_NULL', 'the data is empty (a warning)', 'A message without a payload is sent.'],
  [
    'DATA_IS_OVERLENGTH',
    'the data does not fit into an MQTT packet',
    'A packet holds at most 268,435,455 bytes after its header.',
  ],
  ['QOS_READ_FAILED', 'the QoS could not be read', NUMERIC],
  ['QOS_VALUE_IS_WRONG', 'the QoS is not 0, 1 or 2', 'Use 0, 1 or 2.'],
  ['RETAIN_READ_FAILED', 'retain could not be read', NUMERIC],
  ['RETAIN_VALUE_IS_WRONG', 'retain is neither 0 nor 1', 'Use 0 or 1.'],
  ['PUBLISH_LENGTH_READ_FAILED', 'the length could not be read', NUMERIC],
  ['PUBLISH_LENGTH_VALUE_IS_WRONG', 'the length is 0 or negative', 'Give the payload’s length in bytes.'],
  [
    'RECV_LENGTH_IS_WRONG',
    'the data did not have the announced length',
    'Send exactly as many bytes as the command announced.',
  ],
  ['CREATE_SEMA_FAILED', 'the module could not create a semaphore', 'Restart the module with AT+RST.'],
  [
    'CREATE_EVENT_GROUP_FAILED',
    'the module could not create an event group',
    'Restart the module with AT+RST.',
  ],
  [
    'URI_PARSE_FAILED',
    'host, port and path do not make an address',
    'Give a name, an IPv4 address or an IPv6 address in brackets, without a port.',
  ],
  [
    'IN_DISCONNECTED_STATE',
    'the connection was lost',
    'Wait for +MQTTCONNECTED when reconnect is 1; else send AT+MQTTCLEAN=0 and configure again.',
  ],
  [
    'HOSTNAME_VERIFY_FAILED',
    'the host holds a character that no host name has',
    'Use letters, digits, dot, hyphen, underscore, colon, and brackets around an IPv6 address.',
  ],
] as const satisfies readonly Row[];

/** A name of the manual's table without `AT_MQTT_`. */
export type MqttCodeName = (typeof ROWS)[number][0];

const FIRST = 0x6001;

/** The manual's error table, in its order. */
export const MANUAL_CODES: readonly ManualCode[] = (ROWS as readonly Row[]).map(
  ([name, meaning, advice, reach], index) => ({
    code: FIRST + index,
    name: `AT_MQTT_${name}`,
    meaning,
    advice,
    reach: reach ?? 'any',
  }),
);

/** The manual's row of a code such as 0x6006. */
export function manualCode(code: number): ManualCode | undefined {
  return MANUAL_CODES[code - FIRST];
}

/** A code of the manual by its name, as it is printed: `mqttCode('NULL_LINK')` is 0x010a6006. */
export function mqttCode(name: MqttCodeName): number {
  return executionCode(FIRST + ROWS.findIndex((row) => row[0] === name));
}

/** What to do about a code, as the end of a sentence. */
export function adviceFor(name: MqttCodeName): string {
  const advice = ROWS.find((row) => row[0] === name)?.[2] ?? '';
  return advice.charAt(0).toLowerCase() + advice.slice(1).replace(/\.$/, '');
}
