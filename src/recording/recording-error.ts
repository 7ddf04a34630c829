import { AtmqttError } from '#errors/atmqtt-error';

/**
 * - `UNREADABLE`: the file cannot be had
 * - `FOREIGN`: it is no recording, or one of a later version
 * - `BROKEN`: one of its lines cannot be read
 */
export type RecordingErrorCode = 'UNREADABLE' | 'FOREIGN' | 'BROKEN';

/** A recording that cannot be used. */
export class RecordingError extends AtmqttError<RecordingErrorCode> {}
