import { AtmqttError } from '#errors/atmqtt-error';

export type PlatformErrorCode =
  /** There is no network. */
  | 'OFFLINE'
  /** A name has no address of the kind asked for. */
  | 'NAME'
  /** Nobody here can send echo requests. */
  | 'PING'
  /** A time server gave no answer, or none that may be trusted. */
  | 'TIME';

/** What a module asks of the world outside failed. */
export class PlatformError extends AtmqttError<PlatformErrorCode> {}
