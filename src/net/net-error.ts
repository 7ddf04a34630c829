import { AtmqttError } from '#errors/atmqtt-error';

/**
 * - `SYNTAX`: it is no `[HOST:]PORT`
 * - `BRACKETS`: an IPv6 address needs brackets before a port
 * - `PORT`: the port is over 65535
 * - `HOST`: what is in brackets is no IPv6 address
 */
export type NetErrorCode = 'SYNTAX' | 'BRACKETS' | 'PORT' | 'HOST';

/** A text that is no address; the reason says what is wrong with it and leaves out the text, such as `has no port number`. */
export class NetError extends AtmqttError<NetErrorCode> {}

/** Whether a failure is a `NetError`, and one of such a code. */
export function isNetError(error: unknown, ...codes: readonly NetErrorCode[]): error is NetError {
  return error instanceof NetError && (codes.length === 0 || codes.includes(error.code));
}
