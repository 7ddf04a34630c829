import { AtmqttError } from '#errors/atmqtt-error';

/** Why the flash cannot be used. */
export type FlashErrorCode =
  /** A file or directory cannot be made, read or written. */
  | 'UNUSABLE'
  /** Another module, of this program or of another one, has the directory. */
  | 'HELD'
  /** A file holds something else than it should. */
  | 'DAMAGED'
  /** A newer version of this program has written the directory. */
  | 'NEWER'
  /** A name that NVS cannot have. */
  | 'NAME'
  /** A value that its type cannot hold. */
  | 'VALUE'
  /** A certificate cannot be read. */
  | 'CERTIFICATE'
  /** A partition image is damaged. */
  | 'IMAGE'
  /** A partition image cannot have this size, or what it should hold does not fit. */
  | 'SIZE';

/** The flash or something in it cannot be used. */
export class FlashError extends AtmqttError<FlashErrorCode> {}

/** Narrows an unknown failure to one of the flash. */
export function isFlashError(error: unknown): error is FlashError {
  return error instanceof FlashError;
}
