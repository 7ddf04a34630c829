import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { systemCode } from '#errors/system-error';
import { type Message, message } from '#messages/message';
import { type Pem, pemCertificates, pemText } from '#net/pem';
import { TransportError } from '../../transport-error.ts';
import { oneLine } from '../one-line.ts';

/** What one side of a TLS connection knows others by, and shows of itself. */
export interface CredentialSource {
  /** One authority or several. */
  ca?: Pem | undefined;
  /** The client certificate, and the rest of its chain behind it. */
  cert?: Pem | undefined;
  key?: Pem | undefined;
  verify?: object | undefined;
}

/** Credentials that have been read. */
export interface Credentials {
  readonly context: SecureContext;
  /** The authorities of `ca`; undefined when there is none, and Node's own are used to verify. */
  readonly anchors: readonly X509Certificate[] | undefined;
  readonly clientCertificate: boolean;
}

/**
 * Reads credentials, before anything is sent.
 * @throws TransportError `UNREADABLE`, `KEY_MISMATCH`
 */
export function readCredentials({ ca, cert, key, verify }: CredentialSource): Credentials {
  const anchors = ca === undefined ? undefined : readCertificates('ca', ca);
  const chain = cert === undefined ? undefined : readCertificates('certificate', cert);
  const privateKey = key === undefined ? undefined : readKey(key);
  if (chain && !privateKey) throw unreadable(message('transport.certificateAlone'));
  if (privateKey && !chain) throw unreadable(message('transport.keyAlone'));
  if (chain && privateKey && !chain[0]?.checkPrivateKey(privateKey)) {
    throw new TransportError('KEY_MISMATCH', 'tls', message('transport.keyMismatch'));
  }
  try {
    const context = createSecureContext({
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.3',
      // An empty list, because undefined would have Node load its own authorities, which nobody looks at.
      ...(anchors ? { ca: anchors.map(String) } : verify ? {} : { ca: [] }),
      ...(cert !== undefined && key !== undefined ? { cert: pemText(cert), key: pemText(key) } : {}),
    });
    return { context, anchors, clientCertificate: chain !== undefined };
  } catch (error) {
    throw unreadable(message('transport.pairUnusable', { why: reasonOfOpenSsl(error) }), error);
  }
}

/** What OpenSSL says of an error, without its numbers and source files. */
export function reasonOfOpenSsl(error: unknown): string {
  const { reason, message } = error as { reason?: string; message?: string };
  return oneLine(reason ?? message?.split('::').at(-1) ?? String(error));
}

function readCertificates(what: 'ca' | 'certificate', pem: Pem): X509Certificate[] {
  let certificates: X509Certificate[];
  try {
    certificates = pemCertificates(pem).map((text) => new X509Certificate(text));
  } catch (error) {
    throw unreadable(message('transport.unreadable', { what, why: reasonOfOpenSsl(error) }), error);
  }
  if (certificates.length === 0) throw unreadable(message('transport.noCertificate', { what }));
  return certificates;
}

function readKey(pem: Pem): KeyObject {
  try {
    return createPrivateKey(pemText(pem));
  } catch (error) {
    if (systemCode(error) === 'ERR_MISSING_PASSPHRASE') {
      throw unreadable(message('transport.keyEncrypted'), error);
    }
    throw unreadable(message('transport.unreadable', { what: 'key', why: reasonOfOpenSsl(error) }), error);
  }
}

function unreadable(reason: Message, cause?: unknown): TransportError {
  return new TransportError('UNREADABLE', 'tls', reason, cause === undefined ? {} : { cause });
}
