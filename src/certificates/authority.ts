// @peculiar/x509 finds its parts by metadata, so this comes first.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { isIP } from '#net/ip';

/** A certificate and its private key, as PEM. */
export interface CertifiedKey {
  /** The certificate. */
  readonly cert: string;
  /** Its private key, PKCS #8. */
  readonly key: string;
}

/** Between which moments a certificate is valid. */
export interface Dates {
  readonly from: Date;
  readonly to: Date;
}

/** Whom a certificate is for. */
export interface Subject extends Dates {
  /** The common name. */
  readonly name: string;
  /** What it may be shown as. */
  readonly usage: 'server' | 'client';
  /** Names and addresses it speaks for. */
  readonly names?: readonly string[];
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const USAGES = {
  server: x509.ExtendedKeyUsage.serverAuth,
  client: x509.ExtendedKeyUsage.clientAuth,
} as const;

/** A CA that issues certificates, in memory. */
export class Authority {
  /** Its certificate, as PEM: what a client must trust. */
  readonly cert: string;
  readonly #name: string;
  readonly #keys: webcrypto.CryptoKeyPair;

  private constructor(name: string, keys: webcrypto.CryptoKeyPair, cert: string) {
    this.#name = name;
    this.#keys = keys;
    this.cert = cert;
  }

  /** Makes one. @param commonName what messages call it */
  static async make(commonName: string, { from, to }: Dates): Promise<Authority> {
    const keys = await newKeys();
    const name = `CN=${commonName}`;
    const certificate = await x509.X509CertificateGenerator.createSelfSigned(
      {
        name,
        keys,
        notBefore: from,
        notAfter: to,
        signingAlgorithm: ALGORITHM,
        extensions: [
          new x509.BasicConstraintsExtension(true, undefined, true),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        ],
      },
      webcrypto,
    );
    return new Authority(name, keys, certificate.toString('pem'));
  }

  /** Issues a certificate, and makes the key for it. */
  async issue({ name, usage, names = [], from, to }: Subject): Promise<CertifiedKey> {
    const keys = await newKeys();
    const certificate = await x509.X509CertificateGenerator.create(
      {
        subject: `CN=${name}`,
        issuer: this.#name,
        publicKey: keys.publicKey,
        signingKey: this.#keys.privateKey,
        notBefore: from,
        notAfter: to,
        signingAlgorithm: ALGORITHM,
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.ExtendedKeyUsageExtension([USAGES[usage]]),
          ...(names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(names.map(asGeneralName))]),
        ],
      },
      webcrypto,
    );
    return { cert: certificate.toString('pem'), key: await privateKeyPem(keys.privateKey) };
  }
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

function asGeneralName(value: string): { type: 'dns' | 'ip'; value: string } {
  return { type: isIP(value) === 0 ? 'dns' : 'ip', value };
}

async function privateKeyPem(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}
