import { AtmqttError } from '#errors/atmqtt-error';

export type PlatformErrorCode =
  /** There is no network. */
  | 'OFFLINE'
  /** A name has no address of the kind asked for. */
  | 'NAME'
  /** Nobody here can send echo requests. */
  | 'PING'
  /** A host does not answer echo requests. */
  | 'SILENT'
  /** A time server gave no answer, or none that may be trusted. */
  | 'TIME';

/** What a module asks of the world outside failed. */
export class PlatformError extends AtmqttError<PlatformErrorCode> {}

/** Whether a failure is a `PlatformError` of such a code. */
export function isPlatformError(error: unknown, code: PlatformErrorCode): error is PlatformError {
  return error instanceof PlatformError && error.code === code;
}
