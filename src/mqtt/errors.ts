/** Why an MQTT operation or connection failed; stable, for programs to branch on. */
export type MqttErrorCode =
  /** The transport could not be opened, or closed before CONNACK. */
  | 'CONNECT_FAILED'
  /** No CONNACK within the time given. */
  | 'CONNECT_TIMEOUT'
  /** CONNACK with a return code other than 0; see `returnCode`. */
  | 'REFUSED'
  /** The connection was up and is gone. */
  | 'LOST'
  /** No PINGRESP in time. */
  | 'KEEPALIVE'
  /** The broker sent something MQTT 3.1.1 does not allow. */
  | 'PROTOCOL'
  /** No answer to PUBLISH, SUBSCRIBE or UNSUBSCRIBE in time. */
  | 'TIMEOUT'
  /** SUBACK with return code 0x80. */
  | 'SUBSCRIBE_REFUSED'
  /** There is no connection. */
  | 'NOT_CONNECTED'
  /** This side closed the connection while the operation was waiting. */
  | 'CLOSED'
  /** As many publishes are unacknowledged as are allowed. */
  | 'INFLIGHT_FULL'
  /** The packet would be longer than MQTT can express. */
  | 'PACKET_TOO_LARGE'
  /** An argument MQTT 3.1.1 does not allow; nothing was sent. */
  | 'INVALID'
  /** The session store failed; see `cause`. */
  | 'STORE';

/** What goes with a code. */
export interface MqttErrorDetails {
  cause?: unknown;
  /** CONNACK return code, 1 to 5 in MQTT 3.1.1. */
  returnCode?: number;
}

/** The one error of this room. `message` is a plain sentence for a person, `code` is for programs. */
export class MqttError extends Error {
  override readonly name = 'MqttError';
  readonly code: MqttErrorCode;
  /** CONNACK return code; only with code `REFUSED`. */
  readonly returnCode: number | undefined;

  constructor(code: MqttErrorCode, message: string, details: MqttErrorDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.code = code;
    this.returnCode = details.returnCode;
  }
}

/** Whether `error` is an `MqttError`, and of the given code when there is one. */
export function isMqttError(error: unknown, code?: MqttErrorCode): error is MqttError {
  return error instanceof MqttError && (code === undefined || error.code === code);
}

// The words of MQTT 3.1.1, table 3.1.
const RETURN_CODES = [
  'accepted',
  'unacceptable protocol version',
  'identifier rejected',
  'server unavailable',
  'bad user name or password',
  'not authorised',
];

/** A CONNACK return code in the words of MQTT 3.1.1, table 3.1. */
export function returnCodeText(returnCode: number): string {
  return RETURN_CODES[returnCode] ?? 'a reason that MQTT 3.1.1 does not define';
}

/** What an unknown thrown value says of itself. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
