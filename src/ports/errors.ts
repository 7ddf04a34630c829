import { AtmqttError } from '#errors/atmqtt-error';

/**
 * - `MALFORMED`: the specification cannot be read
 * - `TAKEN`: somebody else has it
 * - `DENIED`: the system does not allow it
 * - `UNAVAILABLE`: this machine lacks what the port needs
 * - `LINE`: the serial line cannot be set as was asked
 */
export type PortErrorCode = 'MALFORMED' | 'TAKEN' | 'DENIED' | 'UNAVAILABLE' | 'LINE';

/** A port that cannot be had, or not as was asked; the message says what to do next. */
export class PortError extends AtmqttError<PortErrorCode> {}

/** Whether a failure is a `PortError`. */
export function isPortError(error: unknown): error is PortError {
  return error instanceof PortError;
}
