import { AtmqttError } from '#errors/atmqtt-error';
import type { Message } from '#messages/message';

/** The part of the way to a server at which something happened. */
export type OpeningStep = 'tcp' | 'tls' | 'websocket';

/** Why a transport could not be opened, or broke; stable, for programs to branch on. */
export type TransportErrorCode =
  /** The name of the host is not known, or could not be looked up. */
  | 'NAME_NOT_FOUND'
  /** Nothing listens at the port. */
  | 'REFUSED'
  /** No route to the host or network, or no answer from it. */
  | 'UNREACHABLE'
  /** The other side reset the connection or closed it in the middle of a step. */
  | 'CLOSED'
  /** A step took longer than it may. */
  | 'TIMEOUT'
  /** Another error of the operating system's socket. */
  | 'SOCKET'
  /** A target that cannot be asked for, such as an ALPN entry of 256 bytes. */
  | 'INVALID'
  /** CA, client certificate or client key cannot be read. */
  | 'UNREADABLE'
  /** The client key does not belong to the client certificate. */
  | 'KEY_MISMATCH'
  /** What answers does not speak TLS. */
  | 'NOT_TLS'
  /** The server speaks neither TLS 1.2 nor TLS 1.3. */
  | 'TLS_VERSION'
  /** There is no cipher that both sides know. */
  | 'NO_CIPHER'
  /** The server knows none of the application protocols asked for. */
  | 'NO_ALPN'
  /** A certificate of the server's chain has expired. */
  | 'CERT_EXPIRED'
  /** A certificate of the server's chain is not valid yet. */
  | 'CERT_NOT_YET_VALID'
  /** The server's chain does not lead to the CA. */
  | 'UNKNOWN_ISSUER'
  /** The server does not send the certificate between its own and a CA. */
  | 'MISSING_INTERMEDIATE'
  /** The server's certificate is its own issuer. */
  | 'SELF_SIGNED'
  /** The server's certificate is for other names. */
  | 'NAME_MISMATCH'
  /** A certificate of the server's chain has an RSA key that is too short. */
  | 'WEAK_KEY'
  /** The server's chain is wrong in another way. */
  | 'CERT_REJECTED'
  /** The server wants a client certificate and none was sent. */
  | 'CLIENT_CERT_REQUIRED'
  /** The server does not take the client certificate. */
  | 'CLIENT_CERT_REFUSED'
  /** TLS failed in another way. */
  | 'TLS'
  /** The server answered the WebSocket upgrade with an HTTP status other than 101; see `status`. */
  | 'UPGRADE_REFUSED'
  /** What answers does not speak HTTP, or its answer is no WebSocket upgrade. */
  | 'NOT_WEBSOCKET'
  /** The server did not agree to the subprotocol `mqtt` [MQTT-6.0.0-4]. */
  | 'NO_SUBPROTOCOL'
  /** The server announced a WebSocket message that is larger than this side takes. */
  | 'TOO_LARGE'
  /** The server sent a text frame [MQTT-6.0.0-1]. */
  | 'TEXT_FRAME'
  /** The server broke the WebSocket protocol, or closed with a code that tells of an error. */
  | 'WEBSOCKET';

/** What goes with a code. */
export interface TransportErrorDetails extends ErrorOptions {
  /** HTTP status of the answer to the WebSocket upgrade. */
  status?: number;
}

/** The error of the way to a broker. */
export class TransportError extends AtmqttError<TransportErrorCode> {
  readonly step: OpeningStep;
  /** HTTP status; only with code `UPGRADE_REFUSED`. */
  readonly status: number | undefined;

  constructor(code: TransportErrorCode, step: OpeningStep, reason: Message, details?: TransportErrorDetails) {
    super(code, reason, details);
    this.step = step;
    this.status = details?.status;
  }
}

/** Whether `error` is a `TransportError`, and of the given code when there is one. */
export function isTransportError(error: unknown, code?: TransportErrorCode): error is TransportError {
  return error instanceof TransportError && (code === undefined || error.code === code);
}

/** Whether a connection was ended by the other side, in order or not, and neither by the network nor by this side. */
export function endedByOther(error: unknown): boolean {
  if (error === undefined || isTransportError(error, 'CLOSED')) return true;
  return isTransportError(error, 'WEBSOCKET') && error.reason.key === 'transport.closedWithCode';
}
