import { AtmqttError } from '#errors/atmqtt-error';
import type { Message } from '#messages/message';

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
  /** The broker announced a packet that is larger than this side takes, and the connection was closed. */
  | 'TOO_LARGE'
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
export interface MqttErrorDetails extends ErrorOptions {
  /** CONNACK return code, 1 to 5 in MQTT 3.1.1. */
  returnCode?: number;
}

/** The error of the codec and the client. */
export class MqttError extends AtmqttError<MqttErrorCode> {
  /** CONNACK return code; only with code `REFUSED`. */
  readonly returnCode: number | undefined;

  constructor(code: MqttErrorCode, reason: Message, details?: MqttErrorDetails) {
    super(code, reason, details);
    this.returnCode = details?.returnCode;
  }
}

/** Whether `error` is an `MqttError`, and of the given code when there is one. */
export function isMqttError(error: unknown, code?: MqttErrorCode): error is MqttError {
  return error instanceof MqttError && (code === undefined || error.code === code);
}
