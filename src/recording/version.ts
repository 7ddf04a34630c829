/** What the first line of every recording says it is. */
export const RECORDING_FORMAT = 'atmqtt-recording';
/** Raised when a reader of the version before would misunderstand a recording. */
export const RECORDING_VERSION = 1;
