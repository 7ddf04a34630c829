import { systemCode } from '#errors/system-error';
import { TransportError, type TransportErrorCode } from '../../transport-error.ts';
import { plainSocketError } from '../socket-errors.ts';
import { reasonOfOpenSsl } from './credentials.ts';

/** How far a TLS connection had come when it failed. */
export interface Progress {
  /** Whether both sides had agreed on keys, so that the server had its chance to ask for a certificate. */
  readonly keysAgreed: boolean;
  /** Whether there is a client certificate to show. */
  readonly clientCertificate: boolean;
}

type Sentences = Readonly<Record<string, readonly [TransportErrorCode, string]>>;

/** OpenSSL's name of an alert, however its versions spell what stands before it. */
const ALERT = /^ERR_SSL_(?:SSLV3|TLSV13?|SSL\/TLS)(?:_ALERT)?_(.+)$/;

const ALERTS: Sentences = {
  PROTOCOL_VERSION: ['TLS_VERSION', 'the server accepts neither TLS 1.2 nor TLS 1.3'],
  NO_APPLICATION_PROTOCOL: [
    'NO_ALPN',
    'the server has none of the offered application protocols (ALPN) in common',
  ],
  UNRECOGNIZED_NAME: ['TLS', 'the server does not know the name it was called by (SNI)'],
};

const OWN_FINDINGS: Sentences = {
  ERR_SSL_WRONG_VERSION_NUMBER: ['NOT_TLS', 'the server answers, but not in TLS'],
  ERR_SSL_PACKET_LENGTH_TOO_LONG: ['NOT_TLS', 'the server answers, but not in TLS'],
  ERR_SSL_UNSUPPORTED_PROTOCOL: ['TLS_VERSION', 'the server offers neither TLS 1.2 nor TLS 1.3'],
};

/** Alerts (RFC 8446, 6.2) by which a server refuses the client certificate it was shown. */
const REFUSALS: Readonly<Record<string, string>> = {
  HANDSHAKE_FAILURE: 'it does not say why',
  BAD_CERTIFICATE: 'it finds it broken',
  UNSUPPORTED_CERTIFICATE: 'it does not know certificates of this kind',
  CERTIFICATE_REVOKED: 'it was revoked',
  CERTIFICATE_EXPIRED: 'it has expired',
  CERTIFICATE_UNKNOWN: 'it does not say why',
  CERTIFICATE_REQUIRED: 'it asks for another one',
  UNKNOWN_CA: 'it does not know the issuer',
  ACCESS_DENIED: 'it denies access',
};

/** Alerts by which servers of several makes say that they got no client certificate. */
const DEMANDS = ['CERTIFICATE_REQUIRED', 'HANDSHAKE_FAILURE', 'BAD_CERTIFICATE'];

/**
 * Why the handshake failed.
 * @param error undefined when the connection was closed without one
 */
export function explainHandshakeError(error: Error | undefined, progress: Progress): TransportError {
  if (error && !isDisconnect(error)) return explainTlsError(error, progress);
  // With TLS 1.2 the server judges the client within the handshake, and not every server sends an alert.
  const why = progress.keysAgreed
    ? `; perhaps ${aboutClientCertificate(progress)}`
    : ', as one does that expects no TLS at this port';
  const sentence = `the server closed the connection during the TLS handshake${why}`;
  return new TransportError('CLOSED', 'tls', sentence, { cause: error });
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
  const why = aboutClientCertificate(progress);
  const sentence = `the server closed the connection right after the TLS handshake; perhaps ${why}`;
  return new TransportError('CLOSED', 'tls', sentence, { cause: error });
}

function aboutClientCertificate({ clientCertificate }: Progress): string {
  return clientCertificate
    ? 'it does not take the client certificate'
    : 'it asks for a client certificate, and none was sent';
}

function explainTlsError(error: Error, progress: Progress): TransportError {
  const code = systemCode(error) ?? '';
  const alert = ALERT.exec(code)?.[1] ?? '';
  const known = ALERTS[alert] ?? OWN_FINDINGS[code];
  const fail = (code: TransportErrorCode, sentence: string) =>
    new TransportError(code, 'tls', sentence, { cause: error });
  if (known) return fail(...known);
  if (progress.keysAgreed && !progress.clientCertificate && DEMANDS.includes(alert)) {
    return fail('CLIENT_CERT_REQUIRED', 'the server asks for a client certificate, and none was sent');
  }
  const refusal = REFUSALS[alert];
  if (progress.keysAgreed && progress.clientCertificate && refusal !== undefined) {
    return fail('CLIENT_CERT_REFUSED', `the server refused the client certificate: ${refusal}`);
  }
  if (alert === 'HANDSHAKE_FAILURE') return fail('NO_CIPHER', 'the server shares no cipher with this side');
  if (code.startsWith('ERR_SSL_')) return fail('TLS', `TLS failed: ${reasonOfOpenSsl(error)}`);
  return plainSocketError(error, 'tls');
}

/** What Node reports when the other side closes without a word. */
function isDisconnect(error: Error): boolean {
  return ['ECONNRESET', 'EPIPE'].includes(systemCode(error) ?? '');
}
