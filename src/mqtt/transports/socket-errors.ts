const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused, nothing listens there',
  ECONNRESET: 'the other side reset the connection',
  EPIPE: 'the other side has closed the connection',
  ETIMEDOUT: 'there was no answer',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to the network',
  ENETDOWN: 'the network is down',
  EADDRNOTAVAIL: 'the address cannot be used from here',
  ENOTFOUND: 'the name of the host is not known',
  EAI_AGAIN: 'the name of the host could not be looked up',
};

/**
 * A socket's error in plain words, with the original as `cause`. When several addresses of a host were
 * tried, Node reports an AggregateError without a message; the first address then speaks for all.
 */
export function plainSocketError(error: Error): Error {
  const first = error instanceof AggregateError && error.errors[0] instanceof Error ? error.errors[0] : error;
  const code = (first as NodeJS.ErrnoException).code ?? (error as NodeJS.ErrnoException).code;
  const words = code === undefined ? undefined : WORDS[code];
  if (words !== undefined) return new Error(`${words} (${code})`, { cause: error });
  return first.message === '' ? new Error(code ?? 'unknown socket error', { cause: error }) : first;
}
