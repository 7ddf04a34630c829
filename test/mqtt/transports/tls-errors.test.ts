import { describe, expect, it } from 'vitest';
import { type Message, message } from '#messages/message';
import { explainEnd, explainHandshakeError } from '#mqtt/transports/tls/tls-errors';

function openSslError(code: string, reason = 'words of OpenSSL'): Error {
  return Object.assign(new Error('0A:error:1:SSL routines:f:words:file.c:1:\n'), { code, reason });
}

const without = { answered: true, keysAgreed: true, clientCertificate: false };
const shown = { answered: true, keysAgreed: true, clientCertificate: true };
const early = { answered: false, keysAgreed: false, clientCertificate: false };

describe('an error of TLS', () => {
  // As OpenSSL 3.0 spells them, and newer ones.
  it.each([
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', without, 'CLIENT_CERT_REQUIRED'],
    ['ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', without, 'CLIENT_CERT_REQUIRED'],
    ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', without, 'CLIENT_CERT_REQUIRED'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', without, 'CLIENT_CERT_REQUIRED'],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', early, 'NO_CIPHER'],
    ['ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', early, 'NO_CIPHER'],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', shown, 'CLIENT_CERT_REFUSED'],
    ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', shown, 'CLIENT_CERT_REFUSED'],
    ['ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED', shown, 'CLIENT_CERT_REFUSED'],
    ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED', shown, 'CLIENT_CERT_REFUSED'],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', shown, 'CLIENT_CERT_REFUSED'],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', without, 'TLS'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', early, 'TLS_VERSION'],
    ['ERR_SSL_UNSUPPORTED_PROTOCOL', early, 'TLS_VERSION'],
    ['ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL', early, 'NO_ALPN'],
    ['ERR_SSL_TLSV1_UNRECOGNIZED_NAME', early, 'TLS'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', early, 'NOT_TLS'],
    ['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', shown, 'TLS'],
    ['ECONNRESET', early, 'CLOSED'],
    ['ETIMEDOUT', early, 'UNREACHABLE'],
  ])('%s', (code, progress, expected) => {
    expect(explainHandshakeError(openSslError(code), progress)).toMatchObject({
      code: expected,
      step: 'tls',
    });
  });

  const refusedFor = (why: Message) => message('transport.clientCertificateRefused', { why });
  it.each([
    ['SSLV3_ALERT_HANDSHAKE_FAILURE', shown, refusedFor(message('transport.doesNotSayWhy'))],
    ['SSLV3_ALERT_BAD_CERTIFICATE', shown, refusedFor(message('transport.findsItBroken'))],
    ['SSLV3_ALERT_UNSUPPORTED_CERTIFICATE', shown, refusedFor(message('transport.doesNotKnowItsKind'))],
    ['SSLV3_ALERT_CERTIFICATE_REVOKED', shown, refusedFor(message('transport.wasRevoked'))],
    ['SSLV3_ALERT_CERTIFICATE_EXPIRED', shown, refusedFor(message('transport.hasExpired'))],
    ['SSLV3_ALERT_CERTIFICATE_UNKNOWN', shown, refusedFor(message('transport.doesNotSayWhy'))],
    ['TLSV13_ALERT_CERTIFICATE_REQUIRED', shown, refusedFor(message('transport.asksForAnother'))],
    ['TLSV1_ALERT_UNKNOWN_CA', shown, refusedFor(message('transport.doesNotKnowIssuer'))],
    ['TLSV1_ALERT_ACCESS_DENIED', shown, refusedFor(message('transport.deniesAccess'))],
    ['TLSV1_ALERT_PROTOCOL_VERSION', early, message('transport.tlsVersionRefused')],
    ['TLSV1_ALERT_NO_APPLICATION_PROTOCOL', early, message('transport.noAlpn')],
    ['TLSV1_UNRECOGNIZED_NAME', early, message('transport.unknownServerName')],
    ['WRONG_VERSION_NUMBER', early, message('transport.notTls')],
    ['PACKET_LENGTH_TOO_LONG', early, message('transport.notTls')],
    ['UNSUPPORTED_PROTOCOL', early, message('transport.tlsVersionOffered')],
  ])('%s says why', (code, progress, reason) => {
    expect(explainHandshakeError(openSslError(`ERR_SSL_${code}`), progress).reason).toEqual(reason);
  });

  it('without words of our own has those of OpenSSL, on one line', () => {
    expect(explainHandshakeError(openSslError('ERR_SSL_X', 'odd\nthing'), early).message).toBe(
      'TLS failed: odd thing',
    );
  });

  it('that is an alert without a meaning here is told by its name and number', () => {
    const error = openSslError('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA');
    expect(explainHandshakeError(error, without).reason).toEqual(
      message('transport.alert', { name: 'unknown_ca', number: 48 }),
    );
    const other = openSslError('ERR_SSL_SSL/TLS_ALERT_INTERNAL_ERROR');
    expect(explainEnd(other, true, shown)?.reason).toEqual(
      message('transport.alert', { name: 'internal_error', number: 80 }),
    );
  });

  it('keeps the original as its cause', () => {
    const error = openSslError('ERR_SSL_X');
    expect(explainHandshakeError(error, early).cause).toBe(error);
  });
});

describe('the end of TLS', () => {
  it('without an error is orderly once something has come', () => {
    expect(explainEnd(undefined, false, without)).toBeUndefined();
  });

  it('by a reset is told as it is once something has come', () => {
    expect(explainEnd(openSslError('ECONNRESET'), false, without)?.message).toBe(
      'connection reset by peer (ECONNRESET)',
    );
  });

  it.each(['ECONNRESET', 'EPIPE', undefined])('before anything has come may be a refusal: %s', (code) => {
    const error = code === undefined ? undefined : openSslError(code);
    expect(explainEnd(error, true, without)?.message).toBe(
      'the broker closed the connection right after the TLS handshake; perhaps it requires a client certificate, and none was sent',
    );
  });
});
