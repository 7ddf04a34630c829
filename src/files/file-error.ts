import { AtmqttError } from '#errors/atmqtt-error';

/**
 * - `FOREIGN`: a pipe or device that another user has put there
 * - `NO_FILE`: a folder or a socket, which nothing can be written into
 */
export type FileErrorCode = 'FOREIGN' | 'NO_FILE';

/** A place that nothing is written to. */
export class FileError extends AtmqttError<FileErrorCode> {}
