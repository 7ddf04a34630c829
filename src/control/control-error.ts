import { AtmqttError } from '#errors/atmqtt-error';

/** The status that each code is answered with. */
export const STATUS = {
  INVALID: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  NOT_ALLOWED: 405,
  TIMEOUT: 408,
  CONFLICT: 409,
  TOO_LARGE: 413,
  UNSUPPORTED: 415,
  MISDIRECTED: 421,
  TOO_MANY: 429,
  TAKEN: 500,
  UNAVAILABLE: 500,
} as const;

/**
 * What an answer says for programs to branch on: `INVALID` for a request that cannot be understood, `UNAUTHORIZED` for one
 * without the token, `FORBIDDEN` for one of a foreign web page, `MISDIRECTED` for one under a foreign name, `NOT_FOUND`,
 * `NOT_ALLOWED` for a method, `TIMEOUT` for a wait, `CONFLICT` for what cannot be done in the present state, `TOO_LARGE`,
 * `UNSUPPORTED` for a body that is no JSON, `TOO_MANY`. Of the listener itself: `TAKEN` when another program listens there,
 * `UNAVAILABLE` when the system refuses for another reason.
 */
export type ControlErrorCode = keyof typeof STATUS;

/** A request that is refused, or a control plane that cannot listen; the message says what to do next. */
export class ControlError extends AtmqttError<ControlErrorCode> {}
