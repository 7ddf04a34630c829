import { readCertificates, readPrivateKey, secureContext } from '#certificates/read';
import type { TlsCheck } from '#module/platform';

/** What Node and its OpenSSL make of certificates and keys. */
export const tlsCheck: TlsCheck = {
  certificate: (certificate, other) => void readCertificates(certificate, other),
  privateKey: (key, other) => void readPrivateKey(key, other),
  pair(certificate, key) {
    const pair = { chain: readCertificates(certificate), key: readPrivateKey(key) };
    secureContext({}, { ...pair, files: { cert: certificate.file, key: key.file } });
  },
};
