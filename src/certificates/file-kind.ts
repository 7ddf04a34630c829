import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { derLength, type PemBlock, pemBlocks } from './pem-blocks.ts';

/** What a file is, whether or not it can be used. */
export type FileKind =
  | 'blank'
  | 'utf16'
  /** An image that AtPKI.py has packed. */
  | 'packed'
  | 'javaKeyStore'
  | 'putty'
  | 'pkcs12'
  | 'derCertificate'
  | 'derKey'
  | 'derEncryptedKey'
  | 'derRequest'
  | 'derPublicKey'
  | 'derPkcs7'
  | 'derOther'
  | 'derCut'
  | 'sshPublicKey'
  | 'bareBase64'
  | 'beginLost'
  | 'markup'
  | 'pem'
  | 'other';

/** How a file begins that is no text. */
const MAGIC = {
  packed: [[0xf1, 0xf1]],
  utf16: [
    [0xff, 0xfe],
    [0xfe, 0xff],
  ],
  javaKeyStore: [
    [0xfe, 0xed, 0xfe, 0xed],
    [0xce, 0xce, 0xce, 0xce],
  ],
} as const;

/** Object identifiers as DER has them. */
const OID = {
  signedData: Buffer.from('06092a864886f70d010702', 'hex'),
  pbes2: Buffer.from('06092a864886f70d01050d', 'hex'),
  pbeOfPkcs5: Buffer.from('06092a864886f70d0105', 'hex'),
  pbeOfPkcs12: Buffer.from('060a2a864886f70d010c01', 'hex'),
};
/** A byte of flash that was erased; no PEM has one. */
const ERASED = 0xff;
/** An INTEGER 3, the version of PKCS #12. */
const VERSION_3 = Buffer.from([2, 1, 3]);

/** Says what a file is by what is in it. @param blocks the pieces of PEM in it */
export function kindOf(bytes: Buffer, blocks: readonly PemBlock[]): FileKind {
  for (const [kind, begins] of Object.entries(MAGIC)) {
    if (begins.some((begin) => begin.every((byte, at) => bytes[at] === byte))) return kind as FileKind;
  }
  // What flash holds that was erased, and how it ends when a host has sent a C string.
  if (bytes.every((byte) => byte <= 0x20 || byte === ERASED)) return 'blank';
  const text = bytes.toString('latin1');
  // ASCII in UTF-16 without a mark has a NUL in each character.
  if (/^\0?-\0-\0-/.test(text)) return 'utf16';
  if (blocks.length > 0) return 'pem';
  if (derLength(bytes) !== undefined) return kindOfDer(bytes);
  if (/^\s*PuTTY-User-Key-File-/.test(text)) return 'putty';
  if (/^\s*(?:ssh-|ecdsa-sha2-|sk-)\S+ AAAA/.test(text)) return 'sshPublicKey';
  if (/^\s*(?:<!|<html|<\?xml)/i.test(text)) return 'markup';
  if (/-----END [A-Z0-9 ]+-----/.test(text)) return 'beginLost';
  if (/^[A-Za-z0-9+/=\s]+$/.test(text) && derLength(Buffer.from(text, 'base64')) !== undefined) {
    return 'bareBase64';
  }
  return 'other';
}

/** Whether a file is, or was meant to be, a certificate or a key, whatever its form, and no image of flash that holds some. */
export function holdsCertificateOrKey(bytes: Buffer): boolean {
  const kind = kindOf(bytes, pemBlocks(bytes.toString('latin1')));
  if (kind === 'pem') return !bytes.includes(ERASED);
  return kind !== 'blank' && kind !== 'other';
}

function kindOfDer(bytes: Buffer): FileKind {
  const length = derLength(bytes) ?? 0;
  if (length > bytes.length) return 'derCut';
  const [head, der] = [bytes.subarray(0, 48), bytes.subarray(0, length)];
  if (head.subarray(2, 8).includes(VERSION_3)) return 'pkcs12';
  if (head.subarray(0, 16).includes(OID.signedData)) return 'derPkcs7';
  if ([OID.pbes2, OID.pbeOfPkcs5, OID.pbeOfPkcs12].some((oid) => head.includes(oid)))
    return 'derEncryptedKey';
  if (succeeds(() => new X509Certificate(der))) return 'derCertificate';
  const key = (type: 'pkcs8' | 'pkcs1' | 'sec1') => () => createPrivateKey({ key: der, format: 'der', type });
  if ((['pkcs8', 'pkcs1', 'sec1'] as const).some((type) => succeeds(key(type)))) return 'derKey';
  if (succeeds(() => createPublicKey({ key: der, format: 'der', type: 'spki' }))) return 'derPublicKey';
  // A request begins as a certificate does, with a version 0 that a certificate does not write.
  return /^30(?:8[1-4])?(?:..){1,4}?30(?:8[1-4])?(?:..){1,4}?020100/.test(head.toString('hex'))
    ? 'derRequest'
    : 'derOther';
}

function succeeds(run: () => unknown): boolean {
  try {
    run();
    return true;
  } catch {
    return false;
  }
}
