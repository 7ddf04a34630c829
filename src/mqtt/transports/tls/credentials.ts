import type { X509Certificate } from 'node:crypto';
import type { SecureContext } from 'node:tls';
import { isCertificateError } from '#certificates/certificate-error';
import { type PemFile, readCertificates, readPrivateKey, secureContext } from '#certificates/read';
import { type Message, message } from '#messages/message';
import type { Pem } from '#net/pem';
import { TransportError } from '../../transport-error.ts';
import { oneLine } from '../one-line.ts';
import { validity } from './certificates.ts';

/** What one side of a TLS connection knows others by, and shows of itself. */
export interface CredentialSource {
  /** One authority or several. */
  ca?: Pem | undefined;
  /** The client certificate, and the rest of its chain behind it. */
  cert?: Pem | undefined;
  key?: Pem | undefined;
  verify?: object | undefined;
}

/** The moments that a certificate is valid between, in milliseconds since 1970 UTC. */
export interface Dates {
  readonly from: number;
  readonly to: number;
}

/** Credentials that have been read. */
export interface Credentials {
  readonly context: SecureContext;
  /** The authorities of `ca`; undefined when there is none, and Node's own are used to verify. */
  readonly anchors: readonly X509Certificate[] | undefined;
  readonly clientCertificate: boolean;
  /** When the client certificate is valid. */
  readonly clientDates: Dates | undefined;
}

/** What commands that mend a piece call its file, which nobody has named. */
const FILES = { ca: 'ca.pem', cert: 'cert.pem', key: 'key.pem' } as const;

/**
 * Reads credentials, before anything is sent.
 * @throws TransportError `UNREADABLE`, `KEY_MISMATCH`
 */
export function readCredentials({ ca, cert, key, verify }: CredentialSource): Credentials {
  const certificate = fileOf('cert', cert);
  const privateKey = fileOf('key', key);
  const anchors = read('ca', fileOf('ca', ca), readCertificates)?.certificates;
  const chain = read('certificate', certificate, (file) => readCertificates(file, privateKey));
  const own = read('key', privateKey, (file) => readPrivateKey(file, certificate));
  if (chain && !own) throw unreadable(message('transport.certificateAlone'));
  if (own && !chain) throw unreadable(message('transport.keyAlone'));
  try {
    const context = secureContext(
      {
        minVersion: 'TLSv1.2',
        maxVersion: 'TLSv1.3',
        // An empty list, because undefined would have Node load its own authorities, which nobody looks at.
        // A stored certificate that is no root is trusted too, as by mbedTLS; Node 22.0 to 22.8 and 21 do not know how.
        ...(anchors ? { ca: anchors.map(String), allowPartialTrustChain: true } : verify ? {} : { ca: [] }),
      },
      chain && own && { chain, key: own, files: FILES },
    );
    const [first] = chain?.certificates ?? [];
    return {
      context,
      anchors,
      clientCertificate: chain !== undefined,
      clientDates: first && validity(first),
    };
  } catch (error) {
    if (!isCertificateError(error)) throw error;
    const { reason: why, code } = error;
    if (code === 'UNREADABLE') throw unreadable(message('transport.pairUnusable', { why }), error);
    const options = { cause: error };
    throw new TransportError('KEY_MISMATCH', 'tls', message('transport.keyMismatch', { why }), options);
  }
}

/** What OpenSSL says of an error, without its numbers and source files. */
export function reasonOfOpenSsl(error: unknown): string {
  const { reason, message } = error as { reason?: string; message?: string };
  return oneLine(reason ?? message?.split('::').at(-1) ?? String(error));
}

function fileOf(what: keyof typeof FILES, content: Pem | undefined): PemFile | undefined {
  return content === undefined ? undefined : { content, file: FILES[what] };
}

function read<T>(
  what: 'ca' | 'certificate' | 'key',
  file: PemFile | undefined,
  reader: (file: PemFile) => T,
): T | undefined {
  if (file === undefined) return undefined;
  try {
    return reader(file);
  } catch (error) {
    if (!isCertificateError(error)) throw error;
    throw unreadable(message('transport.unreadable', { what, why: error.reason }), error);
  }
}

function unreadable(reason: Message, cause?: unknown): TransportError {
  return new TransportError('UNREADABLE', 'tls', reason, cause === undefined ? {} : { cause });
}
