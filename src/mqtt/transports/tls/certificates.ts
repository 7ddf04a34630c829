import { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { CertificateFacts } from '../../observe.ts';
import { oneLine } from '../one-line.ts';

// No real chain is so long; a circle of certificates is.
const MAX_CHAIN = 20;

/** The chain that the server sent, its own certificate first, completed from the CA as far as OpenSSL can. */
export function peerChain(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = [];
  const seen = new Set<string>();
  let next = socket.getPeerCertificate(true);
  // A server that sends no certificate is shown as an empty object.
  while (next?.raw !== undefined && chain.length < MAX_CHAIN) {
    const certificate = new X509Certificate(next.raw);
    if (seen.has(certificate.fingerprint256)) break;
    seen.add(certificate.fingerprint256);
    chain.push(certificate);
    next = next.issuerCertificate;
  }
  return chain;
}

/**
 * The path by which a chain that OpenSSL has accepted is trusted: from the server's certificate to an
 * certificate among `anchors`, be it a root, one below it or the server's own, which OpenSSL prefers to what the server
 * sends; without anchors, to the root.
 * @param isValid chooses between anchors of one name and key, such as an authority and its renewal
 * @returns undefined when the path cannot be followed to its end
 */
export function trustPath(
  chain: readonly X509Certificate[],
  anchors: readonly X509Certificate[] | undefined,
  isValid: (certificate: X509Certificate) => boolean,
): X509Certificate[] | undefined {
  const path: X509Certificate[] = [];
  let current = chain[0];
  while (current !== undefined && path.length < MAX_CHAIN) {
    path.push(current);
    const child = current;
    if (anchors === undefined ? isSelfIssued(child) : includes(anchors, child)) return path;
    const issuers = (anchors ?? []).filter((anchor) => hasIssued(anchor, child));
    current =
      issuers.find(isValid) ??
      issuers[0] ??
      chain.find((certificate) => !includes(path, certificate) && hasIssued(certificate, child));
  }
  return undefined;
}

/** Whether a certificate names itself as its issuer. */
function isSelfIssued(certificate: X509Certificate): boolean {
  return certificate.subject === certificate.issuer;
}

/** The moments a certificate is valid between, in milliseconds since 1970 UTC; NaN when not readable. */
export function validity({ validFrom, validTo }: X509Certificate): { from: number; to: number } {
  return { from: Date.parse(validFrom), to: Date.parse(validTo) };
}

/** What messages call a certificate: its common name, else the first name it was made for. */
export function nameOf(certificate: X509Certificate): string {
  return commonName(certificate.subject) ?? namesOf(certificate)[0] ?? oneLine(certificate.subject);
}

/** What messages call the issuer of a certificate. */
export function issuerNameOf(certificate: X509Certificate): string {
  return commonName(certificate.issuer) ?? oneLine(certificate.issuer);
}

/** The names and addresses a certificate was made for; its common name when it lists none. */
export function namesOf(certificate: X509Certificate): string[] {
  const listed = (certificate.subjectAltName ?? '')
    .split(', ')
    .map((entry) => /^(?:DNS|IP Address):(.+)$/s.exec(entry)?.[1])
    .filter((name) => name !== undefined)
    .map(oneLine);
  if (listed.length > 0 || certificate.ca) return listed;
  return [commonName(certificate.subject)].filter((name) => name !== undefined);
}

export function factsOf(certificate: X509Certificate): CertificateFacts {
  const { from, to } = validity(certificate);
  return {
    subject: nameOf(certificate),
    issuer: issuerNameOf(certificate),
    validFrom: from,
    validTo: to,
    names: namesOf(certificate),
  };
}

function hasIssued(issuer: X509Certificate, certificate: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    // A key of a kind that Node does not know.
    return false;
  }
}

function includes(certificates: readonly X509Certificate[], { fingerprint256 }: X509Certificate): boolean {
  return certificates.some((certificate) => certificate.fingerprint256 === fingerprint256);
}

function commonName(distinguishedName: string | undefined): string | undefined {
  const name = /^CN=(.+)$/m.exec(distinguishedName ?? '')?.[1];
  return name && oneLine(name);
}
