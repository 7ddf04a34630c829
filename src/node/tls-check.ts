import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { TlsCheck } from '#module/platform';

/** What Node and its OpenSSL make of certificates and keys. */
export const tlsCheck: TlsCheck = {
  certificate: (pem) => void new X509Certificate(pem),
  privateKey: (pem) => void createPrivateKey(pem),
  pair: (cert, key) => void createSecureContext({ cert, key }),
};
