import { AtmqttError } from '#errors/atmqtt-error';

/**
 * - `UNWRITABLE`: nothing can be written there
 * - `UNREADABLE`: the file cannot be had
 * - `FOREIGN`: it is no recording, or one of a later version
 * - `BROKEN`: one of its lines cannot be read
 */
export type RecordingErrorCode = 'UNWRITABLE' | 'UNREADABLE' | 'FOREIGN' | 'BROKEN';

/** A recording that cannot be used. */
export class RecordingError extends AtmqttError<RecordingErrorCode> {}
