import { AtmqttError } from '#errors/atmqtt-error';

/**
 * - `TAKEN`: another program listens there
 * - `DENIED`: the system does not allow the port
 * - `UNAVAILABLE`: the system refuses for another reason
 */
export type MetricsErrorCode = 'TAKEN' | 'DENIED' | 'UNAVAILABLE';

/** Metrics cannot be served; the message says what to do next. */
export class MetricsError extends AtmqttError<MetricsErrorCode> {}
