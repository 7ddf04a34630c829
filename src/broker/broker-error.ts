import { firstLineOf } from '#errors/system-error';
import { bindFailure } from '#net/bind-failure';

/**
 * - `TAKEN`: another program listens there
 * - `DENIED`: the system does not allow the port
 * - `UNAVAILABLE`: the address is none of this machine, or the system refuses for another reason
 */
export type BrokerErrorCode = 'TAKEN' | 'DENIED' | 'UNAVAILABLE';

/** A broker that cannot be started; the message is one sentence that says what to do next. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';
  readonly code: BrokerErrorCode;

  constructor(code: BrokerErrorCode, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.code = code;
  }
}

/** Narrows an unknown failure to one of this room's. */
export function isBrokerError(error: unknown): error is BrokerError {
  return error instanceof BrokerError;
}

/** @param here the address that was asked for, as `host:port` */
export function bindError(error: unknown, here: string): BrokerError {
  const cause = { cause: error };
  switch (bindFailure(error)) {
    case 'taken':
      return new BrokerError(
        'TAKEN',
        `the broker's port ${here} is taken by another program; choose another port, or 0 for any free one`,
        cause,
      );
    case 'denied':
      return new BrokerError(
        'DENIED',
        `the broker's port ${here} is not allowed here; choose one from 1024 up`,
        cause,
      );
    case 'not-here':
      return new BrokerError(
        'UNAVAILABLE',
        `the broker's address ${here} is none of this machine; use 127.0.0.1`,
        cause,
      );
    case 'other':
      return new BrokerError(
        'UNAVAILABLE',
        `the broker cannot listen at ${here}: ${firstLineOf(error)}; choose another port`,
        cause,
      );
  }
}
