import { AtmqttError } from '#errors/atmqtt-error';

/** Why a fault cannot be had. */
export type FaultErrorCode =
  /** There is no fault of this name. */
  | 'UNKNOWN'
  /** It has no such parameter, or the parameter cannot have this value. */
  | 'PARAMETER'
  /** It does not act here: a broker has no UART. */
  | 'AREA';

/** A fault that does not exist, or is asked for in a way it cannot be. */
export class FaultError extends AtmqttError<FaultErrorCode> {}

/** Narrows an unknown failure to one of a fault. */
export function isFaultError(error: unknown): error is FaultError {
  return error instanceof FaultError;
}
