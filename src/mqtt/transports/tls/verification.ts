import type { X509Certificate } from 'node:crypto';
import { systemCode } from '#errors/system-error';
import { type Message, message } from '#messages/message';
import { TransportError, type TransportErrorCode } from '../../transport-error.ts';
import { issuerNameOf, nameOf, namesOf, trustPath, validity } from './certificates.ts';
import { isFor, nearMissOf } from './server-name.ts';

/** What a server's certificates are held against. */
export interface ChainCheck {
  /** What the server showed, its own certificate first. */
  readonly chain: readonly X509Certificate[];
  readonly anchors: readonly X509Certificate[] | undefined;
  /** The name or address the server must prove; undefined: any. */
  readonly name: string | undefined;
  /** Milliseconds since 1970 UTC by the module's clock. */
  readonly now: number;
}

/** By the codes of Node: what OpenSSL has found. */
const REFUSALS: Readonly<Record<string, Message>> = {
  INVALID_PURPOSE: message('transport.notForServers'),
  INVALID_CA: message('transport.issuerIsNoCa'),
  PATH_LENGTH_EXCEEDED: message('transport.issuerIsNoCa'),
  CERT_SIGNATURE_FAILURE: message('transport.signatureWrong'),
  UNABLE_TO_DECRYPT_CERT_SIGNATURE: message('transport.signatureWrong'),
  UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY: message('transport.signatureWrong'),
  CERT_REVOKED: message('transport.wasRevoked'),
};

/** Node has no code for it. */
const KEY_TOO_SHORT = /key too (?:weak|small)/i;

type ClockName = 'module' | 'host';

/** Node 21, and 22 before 22.9, lack `allowPartialTrustChain`. */
const TRUSTS_NO_PARTIAL_CHAIN = /^v(?:21|22\.[0-8])\./;
/** mbedTLS takes no shorter RSA key (mbedtls_x509_crt_profile_default). */
const MIN_RSA_BITS = 2048;

/**
 * Judges what OpenSSL has accepted as a genuine module does: the name, then of every certificate on the path the dates,
 * at the module's clock, and the key.
 * @returns why it is not good, or undefined
 */
export function checkServer(check: ChainCheck): TransportError | undefined {
  const [server] = check.chain;
  if (server === undefined) return rejected(message('transport.noServerCertificate'));
  const { name } = check;
  if (name !== undefined && !isFor(server, name)) {
    const reason = { name, names: namesOf(server), near: nearMissOf(server, name) };
    return new TransportError('NAME_MISMATCH', 'tls', message('transport.nameMismatch', reason));
  }
  return checkPath(check);
}

function checkPath({ chain, anchors, now }: ChainCheck): TransportError | undefined {
  const isValid = (certificate: X509Certificate) =>
    datesProblem(certificate, false, now, 'module') === undefined;
  const path = trustPath(chain, anchors, isValid);
  if (path === undefined) return rejected(message('transport.pathUnclear'));
  return firstProblem(path, now, 'module') ?? weakKey(path);
}

/** The first key that a genuine module finds too short. */
function weakKey(certificates: readonly X509Certificate[]): TransportError | undefined {
  for (const [index, certificate] of certificates.entries()) {
    const bits = rsaBits(certificate);
    if (bits === undefined || bits >= MIN_RSA_BITS) continue;
    const of = { name: nameOf(certificate), issuer: index > 0 };
    const reason = message('transport.weakKey', { ...of, bits, min: MIN_RSA_BITS });
    return new TransportError('WEAK_KEY', 'tls', reason);
  }
  return undefined;
}

function rsaBits({ publicKey }: X509Certificate): number | undefined {
  return publicKey.asymmetricKeyDetails?.modulusLength;
}

/** Says why OpenSSL refused the server's certificates. */
export function explainRefusal(error: Error, check: ChainCheck): TransportError {
  const server = check.chain[0];
  const last = check.chain.at(-1);
  if (server === undefined || last === undefined) {
    return rejected(message('transport.noServerCertificate'), error);
  }
  const fail = (code: TransportErrorCode, reason: Message) =>
    new TransportError(code, 'tls', reason, { cause: error });
  const name = nameOf(server);
  const anchors = check.anchors?.map(nameOf);
  switch (systemCode(error)) {
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return (
        checkPath(check) ??
        firstProblem([...check.chain, ...(check.anchors ?? [])], Date.now(), 'host') ??
        rejected(message('transport.certificateRefused', { name, why: refusalOf(error) }), error)
      );
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return fail('SELF_SIGNED', message('transport.selfSigned', { name, anchors }));
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return fail(
        'UNKNOWN_ISSUER',
        message('transport.unknownIssuer', { name, issuer: nameOf(last), anchors }),
      );
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE': {
      const trusted = TRUSTS_NO_PARTIAL_CHAIN.test(process.version) ? trustedBy(check) : undefined;
      if (trusted !== undefined) {
        const of = { name: nameOf(trusted), issuer: issuerNameOf(trusted), node: process.version };
        return fail('UNKNOWN_ISSUER', message('transport.nodeNeedsRoot', of));
      }
      // Public authorities say in a certificate where its issuer's is, and never issue from a root.
      return /^CA Issuers/m.test(last.infoAccess ?? '')
        ? fail(
            'MISSING_INTERMEDIATE',
            message('transport.missingIntermediate', { name: nameOf(last), issuer: issuerNameOf(last) }),
          )
        : fail(
            'UNKNOWN_ISSUER',
            message('transport.unknownIssuerAlone', { name, issuer: issuerNameOf(last), anchors }),
          );
    }
    default:
      return (
        // Some releases of OpenSSL find short keys by themselves.
        (KEY_TOO_SHORT.test(error.message)
          ? weakKey([...check.chain, ...(check.anchors ?? [])])
          : undefined) ??
        rejected(message('transport.certificateRefused', { name, why: refusalOf(error) }), error)
      );
  }
}

/** What OpenSSL has against a certificate, in our words: what it says is the cause. */
function refusalOf(error: Error): Message {
  const code = systemCode(error) ?? '';
  const known = REFUSALS[code];
  if (known !== undefined) return known;
  // Node has no code for these.
  if (/digest algorithm too weak/i.test(error.message)) return message('transport.weaklySigned');
  if (KEY_TOO_SHORT.test(error.message)) return message('transport.keyTooShort');
  return message('transport.refusedWithCode', { code });
}

/** The stored certificate that a module trusts the server by; undefined: there is none. */
function trustedBy({ chain, anchors }: ChainCheck): X509Certificate | undefined {
  return anchors && trustPath(chain, anchors, () => true)?.at(-1);
}

function firstProblem(
  certificates: readonly X509Certificate[],
  now: number,
  clock: ClockName,
): TransportError | undefined {
  for (const [index, certificate] of certificates.entries()) {
    const problem = datesProblem(certificate, index > 0, now, clock);
    if (problem) return problem;
  }
  return undefined;
}

/** @param issuer whether it is another certificate than the server's */
function datesProblem(
  certificate: X509Certificate,
  issuer: boolean,
  now: number,
  clock: ClockName,
): TransportError | undefined {
  const name = nameOf(certificate);
  const { from, to } = validity(certificate);
  if (Number.isNaN(from) || Number.isNaN(to)) {
    return rejected(message('transport.datesUnreadable', { name, issuer }));
  }
  if (now < from) {
    const reason = message('transport.notYetValid', { name, issuer, date: from, now, clock });
    return new TransportError('CERT_NOT_YET_VALID', 'tls', reason);
  }
  // Valid up to and including the second named (RFC 5280, 4.1.2.5).
  if (now < to + 1000) return undefined;
  const reason = message('transport.expired', { name, issuer, date: to, now, clock });
  return new TransportError('CERT_EXPIRED', 'tls', reason);
}

function rejected(reason: Message, cause?: Error): TransportError {
  return new TransportError('CERT_REJECTED', 'tls', reason, cause ? { cause } : {});
}
