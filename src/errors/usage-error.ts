import type { Message } from '#messages/message';
import { AtmqttError } from './atmqtt-error.ts';

/** Something the user can mend: an option, a file, a setting. The command line prints it and ends with exit code 2. */
export class UsageError extends AtmqttError<'USAGE'> {
  constructor(reason: Message, options?: ErrorOptions) {
    super('USAGE', reason, options);
  }
}

/** Narrows an unknown failure to one that the user can mend. */
export function isUsageError(error: unknown): error is UsageError {
  return error instanceof UsageError;
}
