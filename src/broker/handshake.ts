import { systemCode } from '#errors/system-error';
import { type Message, message } from '#messages/message';
import { alertOf, type TlsAlertName } from '#net/tls-alerts';

/** By the name of an alert (RFC 8446, 6.2) that the client has sent. */
const ALERTS: Readonly<Partial<Record<TlsAlertName, Message>>> = {
  unknown_ca: message('broker.caUnknown'),
  bad_certificate: message('broker.certificateRefused'),
  certificate_unknown: message('broker.certificateRefused'),
  unsupported_certificate: message('broker.certificateRefused'),
  certificate_expired: message('broker.certificateExpired'),
  protocol_version: message('broker.otherTlsVersion'),
  handshake_failure: message('broker.noSharedCipher'),
};

/** By the code of what this side has found. */
const OWN: Readonly<Record<string, Message>> = {
  ERR_SSL_WRONG_VERSION_NUMBER: message('broker.notTls'),
  ERR_SSL_PACKET_LENGTH_TOO_LONG: message('broker.notTls'),
  ERR_SSL_HTTP_REQUEST: message('broker.notTls'),
  ERR_SSL_UNSUPPORTED_PROTOCOL: message('broker.otherTlsVersion'),
  ERR_SSL_NO_SHARED_CIPHER: message('broker.noSharedCipher'),
  ECONNRESET: message('broker.goneInHandshake'),
  EPIPE: message('broker.goneInHandshake'),
};

/** Why a client and a listener over TLS did not come together; what OpenSSL says is for nobody to read. */
export function whyNoHandshake(error: Error): Message {
  const code = systemCode(error) ?? '';
  const alert = alertOf(error);
  const sent = alert && (ALERTS[alert.name] ?? message('broker.handshakeAlert', alert));
  return OWN[code] ?? sent ?? message('broker.handshakeCode', { code });
}
