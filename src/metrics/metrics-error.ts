import { AtmqttError } from '#errors/atmqtt-error';

/**
 * - `TAKEN`: another program listens there
 * - `UNAVAILABLE`: the system refuses for another reason
 */
export type MetricsErrorCode = 'TAKEN' | 'UNAVAILABLE';

/** Metrics cannot be served; the message says what to do next. */
export class MetricsError extends AtmqttError<MetricsErrorCode> {}
