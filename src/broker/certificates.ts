import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { isIP } from '#net/ip';

/** A certificate and its private key, as PEM. */
export interface CertifiedKey {
  /** The certificate. */
  readonly cert: string;
  /** Its private key, PKCS #8. */
  readonly key: string;
}

/** Everything that is needed to try a scheme over TLS on one machine, as PEM. */
export interface TestCertificates {
  /** The CA's certificate: what a client must trust. */
  readonly ca: string;
  /** What the TLS listeners show. */
  readonly server: CertifiedKey;
  /** What a client may show of itself. */
  readonly client: CertifiedKey;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;
const VALID_DAYS = 30;

/**
 * Makes a CA, a server and a client certificate for trying out, valid from yesterday for a month.
 * @param hosts names and addresses that the server certificate speaks for
 */
export async function makeTestCertificates(hosts: readonly string[]): Promise<TestCertificates> {
  const crypto = webcrypto;
  const notBefore = new Date(Date.now() - DAY_MS);
  const notAfter = new Date(Date.now() + VALID_DAYS * DAY_MS);
  const newKeys = (): Promise<webcrypto.CryptoKeyPair> =>
    crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);

  const caKeys = await newKeys();
  // Each with a name of its own, so that a CA of an earlier start is told apart in a message.
  const caName = `CN=atmqtt test CA ${randomBytes(3).toString('hex')}`;
  const ca = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: caName,
      keys: caKeys,
      notBefore,
      notAfter,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      ],
    },
    crypto,
  );
  const issue = async (name: string, usage: string, names: x509.JsonGeneralNames): Promise<CertifiedKey> => {
    const keys = await newKeys();
    const certificate = await x509.X509CertificateGenerator.create(
      {
        subject: `CN=${name}`,
        issuer: caName,
        publicKey: keys.publicKey,
        signingKey: caKeys.privateKey,
        notBefore,
        notAfter,
        signingAlgorithm: ALGORITHM,
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.ExtendedKeyUsageExtension([usage]),
          ...(names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(names)]),
        ],
      },
      crypto,
    );
    return { cert: certificate.toString('pem'), key: await privateKeyPem(keys.privateKey) };
  };
  const server = await issue(
    hosts[0] ?? 'localhost',
    x509.ExtendedKeyUsage.serverAuth,
    hosts.map((host) => ({ type: isIP(host) === 0 ? 'dns' : 'ip', value: host })),
  );
  const client = await issue('atmqtt module', x509.ExtendedKeyUsage.clientAuth, []);
  return { ca: ca.toString('pem'), server, client };
}

async function privateKeyPem(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}
