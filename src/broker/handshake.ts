import { systemCode } from '#errors/system-error';
import { type Message, message } from '#messages/message';

/** OpenSSL's name of an alert, however its versions spell what stands before it. */
const ALERT = /^ERR_SSL_(?:SSLV3|TLSV1[0-9]?|SSL\/TLS)(?:_ALERT)?_(.+)$/;

/** By the name of an alert (RFC 8446, 6.2) that the client has sent. */
const ALERTS: Readonly<Record<string, Message>> = {
  UNKNOWN_CA: message('broker.caUnknown'),
  BAD_CERTIFICATE: message('broker.certificateRefused'),
  CERTIFICATE_UNKNOWN: message('broker.certificateRefused'),
  UNSUPPORTED_CERTIFICATE: message('broker.certificateRefused'),
  CERTIFICATE_EXPIRED: message('broker.certificateExpired'),
  PROTOCOL_VERSION: message('broker.otherTlsVersion'),
  HANDSHAKE_FAILURE: message('broker.noSharedCipher'),
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
  return OWN[code] ?? ALERTS[ALERT.exec(code)?.[1] ?? ''] ?? message('broker.handshakeCode', { code });
}
