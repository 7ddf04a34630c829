// @peculiar/x509 finds its parts by metadata, so this comes first.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';

/** A private key with its certificate, in PEM. */
export interface Identity {
  /** The certificate alone. */
  readonly cert: string;
  /** The certificate, and those between it and the root. */
  readonly chain: string;
  readonly key: string;
}

export interface Dates {
  /** A day ago unless given. */
  from?: Date;
  /** In a year unless given. */
  to?: Date;
}

export interface LeafOptions extends Dates {
  /** Common name. */
  name: string;
  /** Host names and addresses; the common name alone when not given. */
  names?: readonly string[];
  key?: KeyKind;
  /** Where the issuer's certificate is published, as public authorities say. */
  issuerUrl?: string;
}

export interface AuthorityOptions extends Dates {
  key?: KeyKind;
}

export type KeyKind = 'EC' | 'RSA' | 'shortRSA';

export const DAY_MS = 86_400_000;

const ALGORITHMS = {
  EC: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  RSA: {
    name: 'RSASSA-PKCS1-v1_5',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: 'SHA-256',
  },
};

/** As no module takes it. */
const SHORT_RSA = { ...ALGORITHMS.RSA, modulusLength: 1024 };

type Keys = webcrypto.CryptoKeyPair;

/** A moment some days from now, or ago when negative, to the second as certificates have it. */
export function days(count: number): Date {
  return new Date(Math.floor((Date.now() + count * DAY_MS) / 1000) * 1000);
}

/** An authority that issues certificates, in memory. */
export class Authority implements Identity {
  readonly #certificate: x509.X509Certificate;
  readonly #keys: Keys;
  readonly #above: string;
  readonly key: string;

  private constructor(certificate: x509.X509Certificate, keys: Keys, key: string, above: string) {
    this.#certificate = certificate;
    this.#keys = keys;
    this.#above = above;
    this.key = key;
  }

  /** A root. */
  static async root(name: string, options: AuthorityOptions = {}): Promise<Authority> {
    const keys = await makeKeys(options.key);
    return Authority.#rootOf(name, keys, options);
  }

  get cert(): string {
    return pem(this.#certificate);
  }

  /** Without the root. */
  get chain(): string {
    return this.#isRoot ? '' : this.cert + this.#above;
  }

  /** A certificate of the same name and key with other dates. */
  async renewed(dates: Dates): Promise<Authority> {
    return Authority.#rootOf(this.#certificate.subjectName.getField('CN')[0] ?? '', this.#keys, dates);
  }

  /** An authority below this one. */
  async intermediate(name: string, options: AuthorityOptions = {}): Promise<Authority> {
    const keys = await makeKeys(options.key);
    const certificate = await this.#sign(name, keys, options, await authorityExtensions(keys));
    return new Authority(certificate, keys, await privatePem(keys), this.chain);
  }

  /** A certificate for a server. */
  server(options: LeafOptions): Promise<Identity> {
    return this.#leaf(options, x509.ExtendedKeyUsage.serverAuth, subjectNames(options));
  }

  /** A certificate for a client. */
  client(options: LeafOptions): Promise<Identity> {
    return this.#leaf(options, x509.ExtendedKeyUsage.clientAuth, []);
  }

  get #isRoot(): boolean {
    return this.#certificate.subject === this.#certificate.issuer;
  }

  static async #rootOf(name: string, keys: Keys, dates: Dates): Promise<Authority> {
    const certificate = await x509.X509CertificateGenerator.createSelfSigned(
      { name: commonName(name), keys, ...validity(dates), extensions: await authorityExtensions(keys) },
      webcrypto,
    );
    return new Authority(certificate, keys, await privatePem(keys), '');
  }

  async #leaf(options: LeafOptions, usage: x509.ExtendedKeyUsage, more: x509.Extension[]): Promise<Identity> {
    const keys = await makeKeys(options.key);
    const certificate = await this.#sign(options.name, keys, options, [
      ...leafExtensions(usage),
      ...more,
      ...(options.issuerUrl === undefined
        ? []
        : [new x509.AuthorityInfoAccessExtension({ caIssuers: options.issuerUrl })]),
    ]);
    const cert = pem(certificate);
    return { cert, chain: cert + this.chain, key: await privatePem(keys) };
  }

  async #sign(name: string, keys: Keys, dates: Dates, extensions: x509.Extension[]) {
    return x509.X509CertificateGenerator.create(
      {
        subject: commonName(name),
        issuer: this.#certificate.subject,
        publicKey: keys.publicKey,
        signingKey: this.#keys.privateKey,
        ...validity(dates),
        extensions: [
          ...extensions,
          await x509.AuthorityKeyIdentifierExtension.create(this.#keys.publicKey, false, webcrypto),
        ],
      },
      webcrypto,
    );
  }
}

/** A server's certificate that nobody vouches for. */
export async function selfSignedServer(options: LeafOptions): Promise<Identity> {
  const keys = await makeKeys(options.key);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: commonName(options.name),
      keys,
      ...validity(options),
      extensions: [...leafExtensions(x509.ExtendedKeyUsage.serverAuth), ...subjectNames(options)],
    },
    webcrypto,
  );
  const cert = pem(certificate);
  return { cert, chain: cert, key: await privatePem(keys) };
}

function commonName(name: string): x509.JsonName {
  return [{ CN: [name] }];
}

function makeKeys(kind: KeyKind = 'EC'): Promise<Keys> {
  return webcrypto.subtle.generateKey(kind === 'shortRSA' ? SHORT_RSA : ALGORITHMS[kind], true, [
    'sign',
    'verify',
  ]) as Promise<Keys>;
}

function validity({ from = days(-1), to = days(365) }: Dates): { notBefore: Date; notAfter: Date } {
  return { notBefore: from, notAfter: to };
}

async function authorityExtensions(keys: Keys): Promise<x509.Extension[]> {
  return [
    new x509.BasicConstraintsExtension(true, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
  ];
}

function leafExtensions(usage: x509.ExtendedKeyUsage): x509.Extension[] {
  return [new x509.BasicConstraintsExtension(false), new x509.ExtendedKeyUsageExtension([usage])];
}

function subjectNames({ name, names = [name] }: LeafOptions): x509.Extension[] {
  if (names.length === 0) return [];
  return [
    new x509.SubjectAlternativeNameExtension(
      names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
    ),
  ];
}

function pem(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}

async function privatePem(keys: Keys): Promise<string> {
  const bytes = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n');
}
