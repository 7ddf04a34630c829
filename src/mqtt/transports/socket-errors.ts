import { systemCode } from '#errors/system-error';
import { type Step, TransportError, type TransportErrorCode } from '../transport-error.ts';

const WORDS: Readonly<Record<string, readonly [TransportErrorCode, string]>> = {
  ECONNREFUSED: ['REFUSED', 'the connection was refused, nothing listens there'],
  ECONNRESET: ['CLOSED', 'the other side reset the connection'],
  EPIPE: ['CLOSED', 'the other side has closed the connection'],
  ETIMEDOUT: ['UNREACHABLE', 'there was no answer'],
  EHOSTUNREACH: ['UNREACHABLE', 'there is no route to the host'],
  ENETUNREACH: ['UNREACHABLE', 'there is no route to the network'],
  ENETDOWN: ['UNREACHABLE', 'the network is down'],
  EADDRNOTAVAIL: ['UNREACHABLE', 'the address cannot be used from here'],
  ENOTFOUND: ['NAME_NOT_FOUND', 'the name of the host is not known'],
  EAI_AGAIN: ['NAME_NOT_FOUND', 'the name of the host could not be looked up'],
};

/**
 * A socket's error in plain words, with the original as `cause`. When several addresses of a host were
 * tried, Node reports an AggregateError without a message; the first address then speaks for all.
 */
export function plainSocketError(error: Error, step: Step = 'tcp'): TransportError {
  const first = error instanceof AggregateError && error.errors[0] instanceof Error ? error.errors[0] : error;
  const code = systemCode(first) ?? systemCode(error);
  const words = code === undefined ? undefined : WORDS[code];
  if (words !== undefined)
    return new TransportError(words[0], step, `${words[1]} (${code})`, { cause: error });
  const sentence = first.message === '' ? (code ?? 'unknown socket error') : first.message;
  return new TransportError('SOCKET', step, sentence, { cause: error });
}
