import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CertificateError, isCertificateError } from '#certificates/certificate-error';
import { readCertificates, readPrivateKey, secureContext } from '#certificates/read';
import { textOf } from '#messages/message';
import { type BadFile, type BadFiles, makeBadFiles, unusual } from '../support/bad-files.ts';
import { Authority } from '../support/certificates.ts';
import { folder } from '../support/folder.ts';
import { needs } from '../support/needs.ts';

const made: BadFiles = await makeBadFiles();
const RAW = /error:|routines|OSSL|ERR_|DECODER|asn1|PEM_|::/;

/** What is thrown. */
function refused(run: () => unknown): CertificateError {
  try {
    run();
  } catch (error) {
    if (isCertificateError(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe.each([
  ['certificate', made.certificates, (file: { content: Buffer; file: string }) => readCertificates(file)],
  ['key', made.keys, (file: { content: Buffer; file: string }) => readPrivateKey(file)],
] as const)('in the place of a %s', (what, files, read) => {
  test.each(Object.entries(files))('%s', (_, { content, key, params = {} }) => {
    const file = `my ${what}.pem`;
    const error = refused(() => read({ content, file }));
    expect(error.reason).toMatchObject({ key: `certificates.${key}`, params: { file, ...params } });
    expect(error.code).toBe('UNREADABLE');
    const said = textOf(error.reason);
    expect(said).not.toMatch(RAW);
    expect(said).not.toContain('undefined');
    expect(said).not.toContain('\n');
    // Nothing of a key is told.
    expect(said).not.toMatch(/[A-Za-z0-9+/]{32}/);
  });

  const mendable = Object.entries(files).filter(([, { mends }]) => mends);
  test.each(mendable)('the command for “%s” mends it', needs('openssl'), (_, bad) => {
    expect(() => read(mended(what, bad))).not.toThrow();
  });
});

/** Runs what the message says. @returns what came of it */
function mended(what: string, { content }: BadFile): { content: Buffer; file: string } {
  const here = folder();
  writeFileSync(join(here, `my ${what}.pem`), content);
  const reader = what === 'key' ? readPrivateKey : readCertificates;
  const said = textOf(refused(() => reader({ content, file: `my ${what}.pem` })).reason);
  const command = / with ((?:iconv|openssl|sed|tr|printf) .*)$/.exec(said)?.[1] ?? 'false';
  execFileSync('sh', ['-c', command], { cwd: here, stdio: 'pipe' });
  return { content: readFileSync(join(here, 'plain.pem')), file: 'plain.pem' };
}

describe('what a module takes', () => {
  test.each(Object.entries(unusual(made.client.cert)))('a certificate %s', (_, content) => {
    expect(readCertificates({ content, file: 'x' }).certificates).toHaveLength(1);
    expect(
      readCertificates({ content: Buffer.from(content, 'latin1'), file: 'x' }).certificates,
    ).toHaveLength(1);
  });

  test.each(Object.entries(unusual(made.client.key)))('a key %s', (_, content) => {
    const chain = readCertificates({ content: made.client.cert, file: 'x' });
    const key = readPrivateKey({ content, file: 'y' });
    expect(() => secureContext({}, { chain, key, files: { cert: 'x', key: 'y' } })).not.toThrow();
  });

  test('a certificate and its key in one file', () => {
    const content = made.client.key + made.client.cert;
    expect(readCertificates({ content, file: 'x' }).certificates).toHaveLength(1);
    expect(() => readPrivateKey({ content, file: 'x' })).not.toThrow();
  });
});

describe('a certificate and a key', () => {
  const files = { cert: 'cert.pem', key: 'key.pem' };
  const pair = (cert: string, key: string) =>
    refused(() =>
      secureContext(
        {},
        {
          chain: readCertificates({ content: cert, file: files.cert }),
          key: readPrivateKey({ content: key, file: files.key }),
          files,
        },
      ),
    );

  test('in each other’s place', () => {
    const cert = { content: made.client.key, file: 'cert.pem' };
    const key = { content: made.client.cert, file: 'key.pem' };
    const exchanged = { key: 'certificates.exchanged', params: { file: 'cert.pem', other: 'key.pem' } };
    expect(refused(() => readCertificates(cert, key)).reason).toEqual(exchanged);
    expect(refused(() => readPrivateKey(key, cert)).reason).toEqual(exchanged);
    // Both keys: nothing is to be exchanged.
    expect(refused(() => readCertificates(cert, cert)).reason.key).toBe('certificates.keyInstead');
  });

  test('that do not belong together', () => {
    const error = pair(made.client.cert, made.rsa.key);
    expect(error).toMatchObject({
      code: 'MISMATCH',
      reason: { key: 'certificates.foreignKey', params: { ...files, ca: false } },
    });
  });

  test('the certificate of the CA where that of the client should be', () => {
    const error = pair(made.authority.cert, made.client.key);
    expect(error.reason).toMatchObject({ key: 'certificates.foreignKey', params: { ca: true } });
  });

  test('the client’s own certificate behind that of its issuer', () => {
    const error = pair(made.authority.cert + made.client.cert, made.client.key);
    expect(error.reason).toMatchObject({ key: 'certificates.ownNotFirst', params: { nth: 2 } });
  });
});

describe('what is too weak for TLS', needs('openssl'), () => {
  const here = mkdtempSync(join(tmpdir(), 'atmqtt-weak-'));
  afterAll(() => rmSync(here, { recursive: true }));
  beforeAll(() => {
    const run = (...args: string[]) => execFileSync('openssl', args, { cwd: here, stdio: 'pipe' });
    run(...'req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=ca -days 9'.split(' '));
    run(...'req -newkey rsa:2048 -nodes -keyout leaf.key -out leaf.csr -subj /CN=leaf'.split(' '));
    for (const digest of ['sha1', 'md5']) {
      run(
        ...`x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -set_serial 7 -${digest} -days 9 -out ${digest}.pem`.split(
          ' ',
        ),
      );
    }
    run(
      ...'req -x509 -newkey rsa:512 -nodes -sha256 -keyout short.key -out short.pem -subj /CN=s -days 9'.split(
        ' ',
      ),
    );
  });

  const takenByNode = (cert: string, key: string): boolean => {
    try {
      createSecureContext({ cert: readFileSync(join(here, cert)), key: readFileSync(join(here, key)) });
      return true;
    } catch {
      return false;
    }
  };

  test.each([
    ['a signature with SHA-1', 'sha1.pem', 'leaf.key', 'weakSignature'],
    ['a signature with MD5', 'md5.pem', 'leaf.key', 'weakSignature'],
    ['a key of 512 bits', 'short.pem', 'short.key', 'smallKey'],
  ])('%s', (_, cert, key, reason) => {
    const chain = readCertificates({ content: readFileSync(join(here, cert)), file: cert });
    const own = readPrivateKey({ content: readFileSync(join(here, key)), file: key });
    const use = () => secureContext({}, { chain, key: own, files: { cert, key } });
    // Not every OpenSSL looks at the signature of its own certificate.
    if (takenByNode(cert, key)) return expect(use()).toBeDefined();
    const error = refused(use);
    expect(error.reason).toEqual({ key: `certificates.${reason}`, params: { file: cert } });
    expect(textOf(error.reason)).not.toMatch(RAW);
  });
});

test('a real PKCS #12, PKCS #7 and key of OpenSSH are told as such', needs('openssl', 'ssh-keygen'), () => {
  const here = folder();
  writeFileSync(join(here, 'cert.pem'), made.client.cert);
  writeFileSync(join(here, 'key.pem'), made.client.key);
  const run = (line: string) => execFileSync('sh', ['-c', line], { cwd: here, stdio: 'pipe' });
  run('openssl pkcs12 -export -in cert.pem -inkey key.pem -passout pass:x -out both.p12');
  run('openssl crl2pkcs7 -nocrl -certfile cert.pem -out chain.p7b');
  run('openssl crl2pkcs7 -nocrl -certfile cert.pem -outform DER -out chain.der');
  run('ssh-keygen -q -t ecdsa -N "" -f id');
  const said = (name: string, reader: typeof readCertificates | typeof readPrivateKey) =>
    refused(() => reader({ content: readFileSync(join(here, name)), file: name })).reason;
  expect(said('both.p12', readPrivateKey).key).toBe('certificates.pkcs12');
  expect(said('both.p12', readCertificates).key).toBe('certificates.pkcs12');
  expect(said('chain.p7b', readCertificates)).toMatchObject({
    key: 'certificates.pkcs7',
    params: { der: false },
  });
  expect(said('chain.der', readCertificates)).toMatchObject({
    key: 'certificates.pkcs7',
    params: { der: true },
  });
  expect(said('id', readPrivateKey).key).toBe('certificates.openSshKey');
  expect(said('id.pub', readPrivateKey).key).toBe('certificates.sshPublicKey');
});

test('the certificate of an authority that is made on the spot is read', async () => {
  const { cert } = await Authority.root('another CA');
  expect(readCertificates({ content: cert, file: 'ca.pem' }).certificates[0]?.subject).toBe('CN=another CA');
});
