/** PEM (RFC 7468) with either line end: certificates and keys as text, or its bytes. */
export type Pem = string | Uint8Array;

const BEGIN = '-----BEGIN ';
// Not across the beginning of another, so that one cut short does not hide the next.
const CERTIFICATE =
  /-----BEGIN ((?:X509 |TRUSTED )?CERTIFICATE)-----(?:(?!-----BEGIN ).)*?-----END \1-----/gs;

/** PEM as text; a byte that is not ASCII, which can stand in a remark only, becomes the character of its number. */
export function pemText(pem: Pem): string {
  if (typeof pem === 'string') return pem;
  return Buffer.from(pem.buffer, pem.byteOffset, pem.byteLength).toString('latin1');
}

/** Whether this may be PEM: something begins in it. */
export function isPem(pem: Pem): boolean {
  return pemText(pem).includes(BEGIN);
}

/** The certificates in a PEM text, each as PEM of its own, in order. */
export function pemCertificates(pem: Pem): string[] {
  return pemText(pem).match(CERTIFICATE) ?? [];
}

/** Whether a private key of any kind is among what a PEM text holds. */
export function holdsPrivateKey(pem: Pem): boolean {
  return pemText(pem).includes('PRIVATE KEY');
}

/** Whether this is DER instead: an ASN.1 SEQUENCE that fills the data, as every certificate and key is, or a long one cut short. */
export function isDer(bytes: Uint8Array): boolean {
  const [tag, length = 0, more] = bytes;
  if (tag !== 0x30) return false;
  if (length === 0x82) return true;
  return length === 0x81 ? bytes.length === 3 + (more ?? 0) : bytes.length === 2 + length;
}
