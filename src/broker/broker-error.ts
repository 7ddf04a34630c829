import { AtmqttError, reasonOf } from '#errors/atmqtt-error';
import { message } from '#messages/message';
import { bindFailure } from '#net/bind-failure';
import { LOOPBACK } from '#net/host-port';

/**
 * - `TAKEN`: another program listens there
 * - `DENIED`: the system does not allow the port
 * - `UNAVAILABLE`: the address is none of this machine, or the system refuses for another reason
 */
export type BrokerErrorCode = 'TAKEN' | 'DENIED' | 'UNAVAILABLE';

/** A broker that cannot be started; the message says what to do next. */
export class BrokerError extends AtmqttError<BrokerErrorCode> {}

/** Whether a failure is a `BrokerError`. */
export function isBrokerError(error: unknown): error is BrokerError {
  return error instanceof BrokerError;
}

/** @param address the one that was asked for, as `HOST:PORT` */
export function bindError(error: unknown, address: string): BrokerError {
  const cause = { cause: error };
  const healing = { cause: error, mayHeal: true };
  switch (bindFailure(error)) {
    case 'taken':
      return new BrokerError('TAKEN', message('broker.portTaken', { address }), healing);
    case 'denied':
      return new BrokerError('DENIED', message('broker.portDenied', { address }), cause);
    case 'not-here':
      return new BrokerError(
        'UNAVAILABLE',
        message('broker.foreignAddress', { address, loopback: LOOPBACK }),
        healing,
      );
    case 'other':
      return new BrokerError(
        'UNAVAILABLE',
        message('broker.cannotListen', { address, why: reasonOf(error) }),
        cause,
      );
  }
}
