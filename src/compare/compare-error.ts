import { AtmqttError, type AtmqttErrorOptions } from '#errors/atmqtt-error';
import type { Message } from '#messages/message';

/**
 * - `NOBODY`: nobody is at the port, or no module answers there
 * - `LOST`: the module was there and is no longer, or has stopped answering
 * - `STOPPED`: the user has ended it
 */
export type CompareErrorCode = 'NOBODY' | 'LOST' | 'STOPPED';

/** A module that cannot be compared, or not any more. */
export class CompareError extends AtmqttError<CompareErrorCode> {
  constructor(code: CompareErrorCode, reason: Message, options: AtmqttErrorOptions = {}) {
    super(code, reason, options);
  }
}

/** Narrows an unknown failure to one of a comparison. */
export function isCompareError(error: unknown): error is CompareError {
  return error instanceof CompareError;
}
