import { systemCode } from '#errors/system-error';
import { type Message, message } from '#messages/message';
import { alertOf, type TlsAlertName } from '#net/tls-alerts';
import { TransportError, type TransportErrorCode } from '../../transport-error.ts';
import { plainSocketError } from '../socket-errors.ts';
import { type Dates, reasonOfOpenSsl } from './credentials.ts';

/** How far a TLS connection had come when it failed. */
export interface Progress {
  /** Whether anything had come from the server. */
  readonly answered: boolean;
  /** Whether both sides had agreed on keys, so that the server had its chance to ask for a certificate. */
  readonly keysAgreed: boolean;
  /** Whether there is a client certificate to show. */
  readonly clientCertificate: boolean;
  /** When that is valid. */
  readonly clientDates?: Dates | undefined;
}

type Known = readonly [TransportErrorCode, Message];
type ByAlert<T> = Readonly<Partial<Record<TlsAlertName, T>>>;

const ALERTS: ByAlert<Known> = {
  protocol_version: ['TLS_VERSION', message('transport.tlsVersionRefused')],
  no_application_protocol: ['NO_ALPN', message('transport.noAlpn')],
  unrecognized_name: ['TLS', message('transport.unknownServerName')],
};

const OWN_FINDINGS: Readonly<Record<string, Known>> = {
  ERR_SSL_WRONG_VERSION_NUMBER: ['NOT_TLS', message('transport.notTls')],
  ERR_SSL_PACKET_LENGTH_TOO_LONG: ['NOT_TLS', message('transport.notTls')],
  ERR_SSL_UNSUPPORTED_PROTOCOL: ['TLS_VERSION', message('transport.tlsVersionOffered')],
};

/** Alerts (RFC 8446, 6.2) by which a server refuses the client certificate it was shown. */
const REFUSALS: ByAlert<Message> = {
  handshake_failure: message('transport.doesNotSayWhy'),
  bad_certificate: message('transport.findsItBroken'),
  unsupported_certificate: message('transport.doesNotKnowItsKind'),
  certificate_revoked: message('transport.wasRevoked'),
  certificate_expired: message('transport.hasExpired'),
  certificate_unknown: message('transport.doesNotSayWhy'),
  certificate_required: message('transport.asksForAnother'),
  unknown_ca: message('transport.doesNotKnowIssuer'),
  access_denied: message('transport.deniesAccess'),
};

/** Alerts behind which the dates of the client certificate may be. */
const DATES_MAY_EXPLAIN: readonly (TlsAlertName | undefined)[] = [
  'handshake_failure',
  'bad_certificate',
  'certificate_expired',
  'certificate_unknown',
];

/** Alerts by which servers of several makes say that they got no client certificate. */
const DEMANDS: readonly (TlsAlertName | undefined)[] = [
  'certificate_required',
  'handshake_failure',
  'bad_certificate',
];

/**
 * Why the handshake failed.
 * @param error undefined when the connection was closed without one
 */
export function explainHandshakeError(error: Error | undefined, progress: Progress): TransportError {
  if (error && !isDisconnect(error)) return explainTlsError(error, progress);
  const reached = reachedBy(progress);
  const params = { reset: isReset(error), reached, why: CUT_AFTER[reached](progress) };
  return new TransportError('CLOSED', 'tls', message('transport.closedInHandshake', params), {
    cause: error,
  });
}

/** The last thing that is known to have happened in a handshake. */
export type Reached = 'hello' | 'answer' | 'keys';

const CUT_AFTER: Readonly<Record<Reached, (progress: Progress) => Message>> = {
  hello: () => message('transport.asOneWithoutTls'),
  answer: () => message('transport.gaveUpHandshake'),
  // With TLS 1.2 the server judges the client within the handshake, and not every server sends an alert.
  keys: perhaps,
};

function reachedBy({ answered, keysAgreed }: Progress): Reached {
  if (keysAgreed) return 'keys';
  return answered ? 'answer' : 'hello';
}

/** Why a TLS connection ended that was open, or undefined when the end was orderly; see `Explain`. */
export function explainEnd(
  error: Error | undefined,
  early: boolean,
  progress: Progress,
): TransportError | undefined {
  if (error && !(early && isDisconnect(error))) return explainTlsError(error, progress);
  if (!early) return undefined;
  // With TLS 1.3 the server judges the client after the handshake.
  const reason = message('transport.closedAfterHandshake', { reset: isReset(error), why: perhaps(progress) });
  return new TransportError('CLOSED', 'tls', reason, { cause: error });
}

function perhaps({ clientCertificate, clientDates }: Progress): Message {
  const why = datesProblem(clientDates);
  if (why !== undefined) return message('transport.perhapsForItsDates', { why });
  return clientCertificate ? message('transport.perhapsNotTaken') : message('transport.perhapsWanted');
}

function explainTlsError(error: Error, progress: Progress): TransportError {
  const code = systemCode(error) ?? '';
  const alert = alertOf(error);
  const name = alert?.name;
  const known = (name && ALERTS[name]) ?? OWN_FINDINGS[code];
  const fail = (code: TransportErrorCode, reason: Message) =>
    new TransportError(code, 'tls', reason, { cause: error });
  if (known) return fail(...known);
  if (progress.keysAgreed && !progress.clientCertificate && DEMANDS.includes(name)) {
    return fail('CLIENT_CERT_REQUIRED', message('transport.clientCertificateWanted'));
  }
  const why = name && REFUSALS[name];
  if (progress.keysAgreed && progress.clientCertificate && why !== undefined) {
    const known = DATES_MAY_EXPLAIN.includes(name) ? datesProblem(progress.clientDates) : undefined;
    return fail('CLIENT_CERT_REFUSED', message('transport.clientCertificateRefused', { why: known ?? why }));
  }
  if (name === 'handshake_failure') return fail('NO_CIPHER', message('transport.noCipher'));
  if (alert !== undefined) return fail('TLS', message('transport.alert', alert));
  if (code.startsWith('ERR_SSL_')) {
    return fail('TLS', message('transport.tlsFailed', { why: reasonOfOpenSsl(error) }));
  }
  return plainSocketError(error, 'tls');
}

/** What a broker's clock, which is likely to be that of this computer, has against a client certificate. */
function datesProblem(dates: Dates | undefined): Message | undefined {
  const now = Date.now();
  if (dates === undefined) return undefined;
  if (now < dates.from) return message('transport.clientNotYetValid', { date: dates.from, now });
  return now > dates.to ? message('transport.clientExpired', { date: dates.to, now }) : undefined;
}

/** What Node reports when the other side closes without a word. */
function isDisconnect(error: Error): boolean {
  return ['ECONNRESET', 'EPIPE'].includes(systemCode(error) ?? '');
}

/** Whether it is a reset of TCP: Node gives the same code to an orderly end in the middle of a handshake. */
function isReset(error: Error | undefined): boolean {
  return error !== undefined && 'syscall' in error && systemCode(error) === 'ECONNRESET';
}
