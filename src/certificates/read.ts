import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { bufferOf } from '#bytes/buffer-of';
import { systemCode } from '#errors/system-error';
import type { Thing } from '#messages/certificate-commands';
import { type Message, message } from '#messages/message';
import type { Pem } from '#net/pem';
import { CertificateError } from './certificate-error.ts';
import { type FileKind, kindOf } from './file-kind.ts';
import { decodeBlock, type PemBlock, pemBlocks } from './pem-blocks.ts';

/** A certificate or a key as it is stored, and what commands that mend it call its file. */
export interface PemFile {
  readonly content: Pem;
  readonly file: string;
}

/** Certificates that can be used, the first that of the owner. */
export interface ReadCertificates {
  readonly certificates: readonly X509Certificate[];
  /** As OpenSSL takes them. */
  readonly pem: string;
}

/** A private key that can be used. */
export interface ReadKey {
  readonly key: KeyObject;
  /** As OpenSSL takes it. */
  readonly pem: string;
}

const CERTIFICATE = /^(?:X509 |TRUSTED )?CERTIFICATE$/;
const KEY = /^(?:[A-Z0-9]+ )?PRIVATE KEY$/;
const REQUEST = /^(?:NEW )?CERTIFICATE REQUEST$/;
const PEM_LINE = 64;

/** The type that DER has behind a label. */
const KEY_TYPES = { 'PRIVATE KEY': 'pkcs8', 'RSA PRIVATE KEY': 'pkcs1', 'EC PRIVATE KEY': 'sec1' } as const;

/**
 * Reads certificates in PEM.
 * @param other what stands in the key's place, to see whether the two were exchanged
 * @throws CertificateError `UNREADABLE` that says what is there instead and the command that mends it
 */
export function readCertificates({ content, file }: PemFile, other?: PemFile): ReadCertificates {
  const blocks = wantedBlocks('certificate', { content, file }, CERTIFICATE, other);
  const read = blocks.map((block, index) => {
    const nth = blocks.length > 1 ? index + 1 : undefined;
    const der = decoded(block, { what: 'certificate', file, nth });
    try {
      return { certificate: new X509Certificate(der), pem: pemOf('CERTIFICATE', der) };
    } catch (error) {
      throw unreadable(message('certificates.damaged', { what: 'certificate', file, nth }), error);
    }
  });
  return {
    certificates: read.map(({ certificate }) => certificate),
    pem: read.map(({ pem }) => pem).join(''),
  };
}

/**
 * Reads a private key in PEM.
 * @param other what stands in the certificate's place, to see whether the two were exchanged
 * @throws CertificateError `UNREADABLE` that says what is there instead and the command that mends it
 */
export function readPrivateKey({ content, file }: PemFile, other?: PemFile): ReadKey {
  const [block] = wantedBlocks('key', { content, file }, KEY, other);
  if (block === undefined) throw unreadable(message('certificates.notPem', { what: 'key', file }));
  const { label, body } = block;
  const of = { what: 'key', file, nth: undefined } as const;
  if (label === 'ENCRYPTED PRIVATE KEY')
    throw unreadable(message('certificates.encrypted', { file, form: 'pkcs8' }));
  if (label === 'OPENSSH PRIVATE KEY') throw unreadable(message('certificates.openSshKey', { file }));
  if (/^Proc-Type:.*ENCRYPTED/m.test(body)) {
    throw unreadable(message('certificates.encrypted', { file, form: 'traditional' }));
  }
  const der = decoded(block, of);
  try {
    const type = KEY_TYPES[label as keyof typeof KEY_TYPES];
    const pem = pemOf(label, der);
    return { key: type ? createPrivateKey({ key: der, format: 'der', type }) : createPrivateKey(pem), pem };
  } catch (error) {
    throw unreadable(message('certificates.damaged', of), error);
  }
}

/**
 * What TLS shows and trusts, from what has been read.
 * @throws CertificateError `MISMATCH` when the key is of another certificate, `UNREADABLE` when TLS takes none of this kind
 */
export function secureContext(
  options: SecureContextOptions,
  pair?: { chain: ReadCertificates; key: ReadKey; files: { cert: string; key: string } },
): SecureContext {
  if (pair !== undefined) refuseForeignKey(pair.chain, pair.key, pair.files);
  try {
    return createSecureContext({ ...options, ...(pair && { cert: pair.chain.pem, key: pair.key.pem }) });
  } catch (error) {
    throw unreadable(refusal(error, pair?.files), error);
  }
}

function refuseForeignKey(
  { certificates }: ReadCertificates,
  { key }: ReadKey,
  files: { cert: string; key: string },
): void {
  const [own] = certificates;
  if (own === undefined || own.checkPrivateKey(key)) return;
  const nth = certificates.findIndex((each) => each.checkPrivateKey(key)) + 1;
  const reason =
    nth > 0
      ? message('certificates.ownNotFirst', { ...files, nth })
      : message('certificates.foreignKey', { ...files, ca: own.ca });
  throw new CertificateError('MISMATCH', reason);
}

/** OpenSSL's refusals that depend on strength; which ones it has depends on its release and its policy. */
function refusal(error: unknown, files: { cert: string; key: string } | undefined): Message {
  const file = files?.cert ?? '';
  switch (systemCode(error)) {
    case 'ERR_SSL_CA_MD_TOO_WEAK':
      return message('certificates.weakSignature', { file });
    case 'ERR_SSL_EE_KEY_TOO_SMALL':
    case 'ERR_SSL_CA_KEY_TOO_SMALL':
      return message('certificates.smallKey', { file });
    default:
      return message('certificates.refused', { file });
  }
}

/** The pieces of the kind that is wanted, at least one. */
function wantedBlocks(what: Thing, { content, file }: PemFile, wanted: RegExp, other?: PemFile): PemBlock[] {
  const bytes = bytesOf(content);
  const blocks = pemBlocks(bytes.toString('latin1'));
  const found = blocks.filter(({ label }) => wanted.test(label));
  const kind = kindOf(bytes, blocks);
  if (kind === 'pem' && found.length > 0) return found;
  if (
    what === 'certificate' &&
    other !== undefined &&
    holds('key', kind, blocks) &&
    holdsThing('certificate', other)
  ) {
    throw unreadable(message('certificates.exchanged', { file, other: other.file }));
  }
  if (
    what === 'key' &&
    other !== undefined &&
    holds('certificate', kind, blocks) &&
    holdsThing('key', other)
  ) {
    throw unreadable(message('certificates.exchanged', { file: other.file, other: file }));
  }
  throw unreadable(kind === 'pem' ? wrongLabel(what, file, blocks) : wrongKind(what, file, kind));
}

function holdsThing(what: Thing, { content }: PemFile): boolean {
  const bytes = bytesOf(content);
  const blocks = pemBlocks(bytes.toString('latin1'));
  return holds(what, kindOf(bytes, blocks), blocks);
}

function holds(what: Thing, kind: FileKind, blocks: readonly PemBlock[]): boolean {
  if (kind === 'pem') return blocks.some(({ label }) => (what === 'key' ? KEY : CERTIFICATE).test(label));
  return what === 'key' ? kind === 'derKey' || kind === 'derEncryptedKey' : kind === 'derCertificate';
}

/** PEM, of something else. */
function wrongLabel(what: Thing, file: string, blocks: readonly PemBlock[]): Message {
  const labels = blocks.map(({ label }) => label);
  const has = (pattern: RegExp): boolean => labels.some((label) => pattern.test(label));
  if (what === 'certificate' && has(KEY)) return message('certificates.keyInstead', { file });
  if (what === 'key' && has(CERTIFICATE)) return message('certificates.certificateInstead', { file });
  if (has(REQUEST)) return message('certificates.request', { what, file });
  if (has(/PUBLIC KEY$/)) return message('certificates.publicKey', { what, file });
  if (has(/^PKCS7|^CMS/)) return message('certificates.pkcs7', { what, file, der: false });
  return message('certificates.otherLabel', { what, file, label: labels[0] ?? '' });
}

function wrongKind(what: Thing, file: string, kind: Exclude<FileKind, 'pem'>): Message {
  switch (kind) {
    case 'derCertificate':
      return what === 'certificate'
        ? message('certificates.der', { what, file })
        : message('certificates.certificateInstead', { file });
    case 'derKey':
      return what === 'key'
        ? message('certificates.der', { what, file })
        : message('certificates.keyInstead', { file });
    case 'derEncryptedKey':
      return what === 'key'
        ? message('certificates.encrypted', { file, form: 'der' })
        : message('certificates.keyInstead', { file });
    case 'derRequest':
      return message('certificates.request', { what, file });
    case 'derPublicKey':
      return message('certificates.publicKey', { what, file });
    case 'derPkcs7':
      return message('certificates.pkcs7', { what, file, der: true });
    case 'sshPublicKey':
      return message('certificates.sshPublicKey', { what, file });
    case 'putty':
      return message('certificates.puttyKey', { what, file });
    case 'other':
      return message('certificates.notPem', { what, file });
    default:
      return message(`certificates.${kind}`, { what, file });
  }
}

function decoded(block: PemBlock, of: { what: Thing; file: string; nth: number | undefined }): Buffer {
  const read = decodeBlock(block, of);
  if (!Buffer.isBuffer(read)) throw unreadable(read);
  return read;
}

function pemOf(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(new RegExp(`.{1,${PEM_LINE}}`, 'g')) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

function bytesOf(content: Pem): Buffer {
  return typeof content === 'string' ? Buffer.from(content, 'latin1') : bufferOf(content);
}

function unreadable(reason: Message, cause?: unknown): CertificateError {
  return new CertificateError('UNREADABLE', reason, cause === undefined ? {} : { cause });
}
