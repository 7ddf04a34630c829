import type { X509Certificate } from 'node:crypto';
import { systemCode } from '#errors/system-error';
import { TransportError, type TransportErrorCode } from '../../transport-error.ts';
import { issuerNameOf, nameOf, namesOf, trustPath, validity } from './certificates.ts';
import { reasonOfOpenSsl } from './credentials.ts';

/** What a verdict is about. */
export interface Case {
  /** What the server showed, its own certificate first. */
  readonly chain: readonly X509Certificate[];
  readonly anchors: readonly X509Certificate[] | undefined;
  /** The name or address the server must prove. */
  readonly name: string;
  /** Milliseconds since 1970 UTC by the module's clock. */
  readonly now: number;
}

const MAX_NAMES = 5;
/** The last moment that a Date can hold. */
const MAX_DATE = 8.64e15;
// A module's clock starts with 1970 and is off by decades until it is set [B-CLOCK-1], [B-TLS-2].
const CLOCK_WAS_SET = Date.UTC(1971, 0);

/**
 * Judges the dates of every certificate on the path that OpenSSL has accepted, at the module's clock.
 * @returns why they are not good, or undefined
 */
export function checkDates({ chain, anchors, now }: Case): TransportError | undefined {
  if (chain.length === 0) return rejected('the server sent no certificate');
  const isValid = (certificate: X509Certificate) =>
    datesProblem(certificate, '', now, 'module') === undefined;
  const path = trustPath(chain, anchors, isValid);
  if (path === undefined) return rejected('the way from the certificate of the server to a CA is not clear');
  return firstProblem(path, now, 'module');
}

/** Says in a sentence why OpenSSL, or the check of the name, refused the server's certificates. */
export function explainVerdict(error: Error, verdict: Case): TransportError {
  const { chain, anchors, name } = verdict;
  const server = chain[0];
  const last = chain.at(-1);
  if (server === undefined || last === undefined) return rejected('the server sent no certificate', error);
  const fail = (code: TransportErrorCode, sentence: string) =>
    new TransportError(code, 'tls', sentence, { cause: error });
  const stored = anchors ? `the CA (${list(anchors.map(nameOf))})` : 'a CA that is known here';
  switch (systemCode(error)) {
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return (
        checkDates(verdict) ??
        firstProblem([...chain, ...(anchors ?? [])], Date.now(), 'host') ??
        rejected(`the certificate of ${nameOf(server)} was refused: ${error.message}`, error)
      );
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return fail('NAME_MISMATCH', `the certificate is not for ${name}, but for ${list(namesOf(server))}`);
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return fail(
        'SELF_SIGNED',
        `the certificate of ${nameOf(server)} is self-signed, and it is not ${stored}`,
      );
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return fail(
        'UNKNOWN_ISSUER',
        `the certificate of ${nameOf(server)} leads to the unknown issuer ${nameOf(last)}, which is not ${stored}`,
      );
    case 'UNABLE_TO_GET_ISSUER_CERT':
      return fail(
        'UNKNOWN_ISSUER',
        `the CA ${nameOf(last)} is no root: it was issued by ${issuerNameOf(last)}, which must be stored too`,
      );
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return unknownIssuer(server, last, stored, error);
    default:
      return rejected(`the certificate of ${nameOf(server)} was refused: ${reasonOfOpenSsl(error)}`, error);
  }
}

function unknownIssuer(
  server: X509Certificate,
  last: X509Certificate,
  stored: string,
  cause: Error,
): TransportError {
  const issuer = issuerNameOf(last);
  // Public authorities say in a certificate where its issuer's is, and never issue from a root.
  const isIntermediate = /^CA Issuers/m.test(last.infoAccess ?? '');
  const sentence = isIntermediate
    ? `the server does not send the intermediate certificate ${issuer}, which issued that of ${nameOf(last)}`
    : `the certificate of ${nameOf(server)} leads to the unknown issuer ${issuer}, which is not ${stored}; nor does the server send an intermediate certificate that leads there`;
  return new TransportError(isIntermediate ? 'MISSING_INTERMEDIATE' : 'UNKNOWN_ISSUER', 'tls', sentence, {
    cause,
  });
}

type ClockName = 'module' | 'host';

function firstProblem(
  certificates: readonly X509Certificate[],
  now: number,
  clock: ClockName,
): TransportError | undefined {
  for (const [index, certificate] of certificates.entries()) {
    const name = `${index === 0 ? '' : 'the issuer '}${nameOf(certificate)}`;
    const problem = datesProblem(certificate, name, now, clock);
    if (problem) return problem;
  }
  return undefined;
}

function datesProblem(
  certificate: X509Certificate,
  name: string,
  now: number,
  clock: ClockName,
): TransportError | undefined {
  const { from, to } = validity(certificate);
  if (Number.isNaN(from) || Number.isNaN(to)) {
    return rejected(`the dates of the certificate of ${name} cannot be read`);
  }
  if (now < from) {
    const hint = clock === 'module' && now < CLOCK_WAS_SET ? ': send AT+CIPSNTPCFG first' : '';
    const sentence = `the certificate of ${name} is not valid before ${against(from, now, clock)}${hint}`;
    return new TransportError('CERT_NOT_YET_VALID', 'tls', sentence);
  }
  // Valid up to and including the second named (RFC 5280, 4.1.2.5).
  if (now < to + 1000) return undefined;
  const sentence = `the certificate of ${name} expired on ${against(to, now, clock)}`;
  return new TransportError('CERT_EXPIRED', 'tls', sentence);
}

/** A date and what the clock says, both to the second when the day is the same. */
function against(date: number, now: number, clock: ClockName): string {
  const sameDay = day(date) === day(now);
  const show = sameDay ? second : day;
  return clock === 'module'
    ? `${show(date)}, and the module's clock says ${show(now)}`
    : `${show(date)} by this computer's clock, which says ${show(now)}`;
}

function day(ms: number): string {
  return iso(ms).slice(0, -'T00:00:00.000Z'.length);
}

function second(ms: number): string {
  return `${iso(ms).slice(0, -'.000Z'.length).replace('T', ' ')} UTC`;
}

/** A host may set its module's clock to what no calendar has; that is shown as the end of all calendars. */
function iso(ms: number): string {
  return new Date(Math.abs(ms) <= MAX_DATE ? ms : MAX_DATE).toISOString();
}

function list(names: readonly string[]): string {
  const more = names.length - MAX_NAMES;
  const shown = names.slice(0, MAX_NAMES).join(', ') || 'no name at all';
  return more > 0 ? `${shown} and ${more} more` : shown;
}

function rejected(sentence: string, cause?: Error): TransportError {
  return new TransportError('CERT_REJECTED', 'tls', sentence, cause ? { cause } : {});
}
