import type { X509Certificate } from 'node:crypto';
import { isIP } from '#net/ip';
import { namesOf } from './certificates.ts';

/** Why a certificate is for another name although one who looks less closely would take it. */
export type NearMiss = 'commonName' | 'partialWildcard';

/**
 * Whether a certificate is for a name or an address, as mbedTLS has it [B-TLS-5]: the common name counts only without
 * subject alternative names (RFC 6125, 6.4.4), and a wildcard is a whole label (RFC 6125, 6.4.3).
 */
export function isFor(certificate: X509Certificate, name: string): boolean {
  // An address with a zone says how to reach it and not whose it is.
  if (isIP(name) !== 0) return certificate.checkIP(name.replace(/%.*/s, '')) !== undefined;
  const subject = certificate.subjectAltName === undefined ? 'always' : 'never';
  return certificate.checkHost(withoutDot(name), { subject, partialWildcards: false }) !== undefined;
}

/** What made a name that does not count look as if it did; undefined: nothing. */
export function nearMissOf(certificate: X509Certificate, name: string): NearMiss | undefined {
  if (isIP(name) !== 0) return undefined;
  const host = withoutDot(name);
  if (namesOf(certificate).some((pattern) => hasPartialWildcardFor(pattern, host))) return 'partialWildcard';
  const byCommonName = certificate.checkHost(host, { subject: 'always', partialWildcards: false });
  return byCommonName === undefined ? undefined : 'commonName';
}

/** Whether a pattern such as `b*r.example.org` has a wildcard beside other characters, which stand in the name too. */
function hasPartialWildcardFor(pattern: string, host: string): boolean {
  const [wild = '', ...labels] = pattern.toLowerCase().split('.');
  const [first = '', ...others] = host.toLowerCase().split('.');
  const [before = '', after = '', ...more] = wild.split('*');
  if (!wild.includes('*') || wild === '*' || more.length > 0) return false;
  if (labels.join('.') !== others.join('.') || first.length < before.length + after.length) return false;
  return first.startsWith(before) && first.endsWith(after);
}

function withoutDot(name: string): string {
  return name.replace(/\.$/, '');
}
