import { AtmqttError } from '#errors/atmqtt-error';

/** Why what a test awaited did not come. */
export type ExpectationErrorCode =
  /** The time was up. */
  | 'TIMEOUT'
  /** Something else came. */
  | 'MISMATCH'
  /** A command was answered with ERROR or busy. */
  | 'REFUSED'
  /** The connection to the module has closed. */
  | 'CLOSED';

/** What was awaited did not come; the message says what was expected, and shows the traffic. */
export class ExpectationError extends AtmqttError<ExpectationErrorCode> {}

/** Narrows an unknown failure to one of waiting. */
export function isExpectationError(error: unknown): error is ExpectationError {
  return error instanceof ExpectationError;
}
