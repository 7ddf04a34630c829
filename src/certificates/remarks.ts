import type { X509Certificate } from 'node:crypto';
import { type Message, message } from '#messages/message';

/** What certificates are there for: to check a server by, or to be shown to one, the first as one's own. */
type Use = 'ca' | 'cert';

/**
 * What a person should know of certificates that can be read: their dates, and a CA where none should be or the reverse.
 * @param now milliseconds since 1970 UTC
 */
export function remarksOn(
  use: Use,
  certificates: readonly X509Certificate[],
  file: string,
  now: number,
): Message[] {
  return certificates.flatMap((certificate, index) => {
    const of = { file, nth: certificates.length > 1 ? index + 1 : undefined };
    return [...onDates(certificate, of, now), ...onUse(use, certificate, of, index)];
  });
}

type Of = { readonly file: string; readonly nth: number | undefined };

function onDates({ validFrom, validTo }: X509Certificate, of: Of, now: number): Message[] {
  const [from, to] = [Date.parse(validFrom), Date.parse(validTo)];
  if (now < from) return [message('certificates.notYetValid', { ...of, date: from, now })];
  // Valid up to and including the second named (RFC 5280, 4.1.2.5).
  return now >= to + 1000 ? [message('certificates.expired', { ...of, date: to, now })] : [];
}

function onUse(use: Use, { ca, subject, issuer }: X509Certificate, of: Of, index: number): Message[] {
  if (use === 'cert') return ca && index === 0 ? [message('certificates.isCa', of)] : [];
  // One that nobody vouches for is its own authority.
  return ca || subject === issuer ? [] : [message('certificates.noCa', of)];
}
