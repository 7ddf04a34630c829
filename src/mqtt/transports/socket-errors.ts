import { systemCode } from '#errors/system-error';
import { message } from '#messages/message';
import { type OpeningStep, TransportError, type TransportErrorCode } from '../transport-error.ts';

/** By the system's code: ours, and the key of what is said. */
const KNOWN = {
  ECONNREFUSED: ['REFUSED', 'transport.nobodyListens'],
  ECONNRESET: ['CLOSED', 'transport.reset'],
  EPIPE: ['CLOSED', 'transport.closedByPeer'],
  ETIMEDOUT: ['UNREACHABLE', 'transport.noAnswer'],
  EHOSTUNREACH: ['UNREACHABLE', 'transport.noRouteToHost'],
  ENETUNREACH: ['UNREACHABLE', 'transport.noRouteToNetwork'],
  ENETDOWN: ['UNREACHABLE', 'transport.networkDown'],
  EADDRNOTAVAIL: ['UNREACHABLE', 'transport.addressUnusable'],
  ENOTFOUND: ['NAME_NOT_FOUND', 'transport.nameUnknown'],
  EAI_AGAIN: ['NAME_NOT_FOUND', 'transport.nameNotLookedUp'],
} as const satisfies Record<string, readonly [TransportErrorCode, string]>;

/**
 * A socket's error in plain words, with the original as `cause`. When several addresses of a host were
 * tried, Node reports an AggregateError without a message; the first address then speaks for all.
 */
export function plainSocketError(error: Error, step: OpeningStep = 'tcp'): TransportError {
  const first = error instanceof AggregateError && error.errors[0] instanceof Error ? error.errors[0] : error;
  const code = systemCode(first) ?? systemCode(error);
  const details = { cause: error };
  if (isKnown(code)) {
    const [own, key] = KNOWN[code];
    return new TransportError(own, step, message(key, { code }), details);
  }
  const text = first.message === '' ? code : first.message;
  const reason =
    text === undefined ? message('transport.unknownSocketError') : message('errors.foreign', { text });
  return new TransportError('SOCKET', step, reason, details);
}

function isKnown(code: string | undefined): code is keyof typeof KNOWN {
  return code !== undefined && Object.hasOwn(KNOWN, code);
}
