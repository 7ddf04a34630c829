// @peculiar/x509 finds its parts by metadata, so this comes first.
import 'reflect-metadata';
import { createPrivateKey, createPublicKey, type KeyObject, webcrypto, X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { Authority, type Identity } from './certificates.ts';

/** What files of this field look like when they are not what a module takes, made anew for each test file. */
export interface BadFiles {
  readonly authority: Authority;
  /** Whole, of an EC key. */
  readonly client: Identity;
  /** Of an RSA key. */
  readonly rsa: Identity;
  /** In a certificate's place, by name. */
  readonly certificates: Readonly<Record<string, BadFile>>;
  /** In a key's place, by name. */
  readonly keys: Readonly<Record<string, BadFile>>;
}

/** A file and what is said of it. */
export interface BadFile {
  readonly content: Buffer;
  /** The message that says why, without `certificates.`. */
  readonly key: string;
  /** What it says besides where the file is. */
  readonly params?: object;
  /** Whether the command in the message, run, gives what was wanted. */
  readonly mends?: true;
}

const PASSPHRASE = 'open sesame';

export async function makeBadFiles(): Promise<BadFiles> {
  const authority = await Authority.root('bench CA');
  const client = await authority.client({ name: 'device' });
  const rsa = await authority.client({ name: 'device with RSA', key: 'RSA' });
  const request = await csr();
  return {
    authority,
    client,
    rsa,
    certificates: {
      ...written('certificate', client.cert, request),
      DER: { content: new X509Certificate(client.cert).raw, key: 'der', mends: true },
      'DER that is cut short': {
        content: new X509Certificate(client.cert).raw.subarray(0, 300),
        key: 'derCut',
      },
      'a private key': { content: Buffer.from(client.key), key: 'keyInstead' },
      'a private key in DER': { content: der(client.key), key: 'keyInstead' },
      'the second of two, cut': {
        content: Buffer.from(client.cert + withoutEnd(authority.cert)),
        key: 'noEnd',
        params: { nth: 2, label: 'CERTIFICATE' },
      },
      'broken inside': {
        content: pem('CERTIFICATE', Buffer.from([0x30, 0x03, 0x02, 0x01, 0x05])),
        key: 'damaged',
      },
      'PKCS #7': { content: pem('PKCS7', der(client.key)), key: 'pkcs7', params: { der: false } },
    },
    keys: {
      ...written('key', client.key, request),
      DER: { content: der(client.key), key: 'der', mends: true },
      'a certificate': { content: Buffer.from(client.cert), key: 'certificateInstead' },
      'a certificate in DER': { content: new X509Certificate(client.cert).raw, key: 'certificateInstead' },
      encrypted: {
        content: encrypted(client.key, 'pkcs8', 'pem'),
        key: 'encrypted',
        params: { form: 'pkcs8' },
      },
      'encrypted, in DER': {
        content: encrypted(client.key, 'pkcs8', 'der'),
        key: 'encrypted',
        params: { form: 'der' },
      },
      'encrypted in the traditional way': {
        content: encrypted(rsa.key, 'pkcs1', 'pem'),
        key: 'encrypted',
        params: { form: 'traditional' },
      },
      'encrypted in the traditional way, EC': {
        content: encrypted(client.key, 'sec1', 'pem'),
        key: 'encrypted',
        params: { form: 'traditional' },
      },
      'of OpenSSH': {
        content: pem('OPENSSH PRIVATE KEY', Buffer.from('openssh-key-v1\0')),
        key: 'openSshKey',
      },
      'of PuTTY': {
        content: Buffer.from('PuTTY-User-Key-File-3: ssh-rsa\r\nEncryption: none\r\nComment: k\r\n'),
        key: 'puttyKey',
      },
      'parameters of a curve alone': {
        content: pem('EC PARAMETERS', Buffer.from('06082a8648ce3d030107', 'hex')),
        key: 'otherLabel',
        params: { label: 'EC PARAMETERS' },
      },
      'broken inside': {
        content: pem('PRIVATE KEY', Buffer.from([0x30, 0x03, 0x02, 0x01, 0x05])),
        key: 'damaged',
      },
    },
  };
}

/** What goes wrong with certificates and keys alike. */
function written(what: 'certificate' | 'key', good: string, request: string): Record<string, BadFile> {
  const label = what === 'key' ? 'PRIVATE KEY' : 'CERTIFICATE';
  const lines = good.trimEnd().split('\n');
  const body = lines.slice(1, -1);
  const bytes = der(good);
  const of = (...changed: readonly string[]): Buffer =>
    Buffer.from([lines[0], ...changed, lines.at(-1), ''].join('\n'));
  return {
    'empty but for line ends': { content: Buffer.from('\r\n \r\n'), key: 'blank' },
    'erased flash': { content: Buffer.alloc(64, 0xff), key: 'blank' },
    'UTF-16': { content: utf16(`\ufeff${good}`), key: 'utf16', mends: true },
    'UTF-16, the other order': { content: utf16(`\ufeff${good}`).swap16(), key: 'utf16', mends: true },
    'UTF-16 without a mark': { content: utf16(good), key: 'utf16' },
    'line ends written out': {
      content: Buffer.from(good.replaceAll('\n', '\\n')),
      key: 'escapedLineEnds',
      params: { quoted: false },
      mends: true,
    },
    'line ends of Windows written out': {
      content: Buffer.from(good.replaceAll('\n', '\\r\\n')),
      key: 'escapedLineEnds',
      params: { quoted: false },
      mends: true,
    },
    'a string of JSON': {
      content: Buffer.from(JSON.stringify(good)),
      key: 'escapedLineEnds',
      params: { quoted: false },
    },
    'a literal of C': {
      content: Buffer.from(lines.map((line) => `  "${line}\\n"`).join('\n')),
      key: 'escapedLineEnds',
      params: { quoted: true },
      mends: true,
    },
    'line ends become spaces': {
      content: Buffer.from(lines.join(' ')),
      key: 'noLineEnds',
      params: { label },
      mends: true,
    },
    'line ends lost': {
      content: Buffer.from(lines.join('')),
      key: 'noLineEnds',
      params: { label },
      mends: true,
    },
    'line ends of an old Mac': {
      content: Buffer.from(lines.join('\r')),
      key: 'carriageReturns',
      mends: true,
    },
    indented: {
      content: Buffer.from(lines.map((line) => `    ${line}`).join('\n')),
      key: 'indented',
      mends: true,
    },
    'without its last line': { content: Buffer.from(withoutEnd(good)), key: 'noEnd', params: { label } },
    'the first line alone': { content: Buffer.from(lines[0] ?? ''), key: 'noEnd', params: { label } },
    'without its first line': { content: Buffer.from(lines.slice(1).join('\n')), key: 'beginLost' },
    'with the end of another': {
      content: Buffer.from(good.replace(`END ${label}`, 'END DH PARAMETERS')),
      key: 'endsElse',
      params: { label, end: 'DH PARAMETERS' },
    },
    'nothing between its lines': { content: of(), key: 'emptyBlock' },
    'a line lost': {
      content: of(...body.slice(0, -1)),
      key: 'cut',
      params: { whole: bytes.length, bytes: (body.length - 1) * 48 },
    },
    'some characters lost': {
      content: of(...body.slice(0, -1), (body.at(-1) ?? '').replace(/=*$/, '').slice(0, 1)),
      key: 'cutBase64',
    },
    'a line twice': {
      content: of(...body.slice(0, 1), ...body),
      key: 'tooLong',
      params: { whole: bytes.length, bytes: bytes.length + 48 },
    },
    'a foreign character': {
      content: of(...body.slice(0, 1), `${body[1]}…`, ...body.slice(2)),
      key: 'notBase64',
      params: { line: 3 },
    },
    'Base64 alone': { content: Buffer.from(`${body.join('\n')}\n`), key: 'bareBase64', mends: true },
    'a Java key store': { content: Buffer.from('feedfeed0000000200000001', 'hex'), key: 'javaKeyStore' },
    'PKCS #12': {
      content: Buffer.from('3082000d020103300806092a864886f70d010701', 'hex').subarray(0, 17),
      key: 'pkcs12',
    },
    'a signing request': { content: Buffer.from(request), key: 'request' },
    'a signing request in DER': { content: der(request), key: 'request' },
    'a public key': {
      content: publicKey(what === 'key' ? createPrivateKey(good) : createPublicKey(good), 'pem'),
      key: 'publicKey',
    },
    'a public key in DER': {
      content: publicKey(what === 'key' ? createPrivateKey(good) : createPublicKey(good), 'der'),
      key: 'publicKey',
    },
    'a public key of SSH': {
      content: Buffer.from('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI me@here\n'),
      key: 'sshPublicKey',
    },
    'a web page': { content: Buffer.from('<!DOCTYPE html>\n<html></html>\n'), key: 'markup' },
    'an image of AtPKI.py': {
      content: Buffer.from('f1f1010008000000010004005045 4d0a'.replaceAll(' ', ''), 'hex'),
      key: 'packed',
    },
    'DER of another kind': { content: Buffer.from('3003020101', 'hex'), key: 'derOther' },
    'some text': { content: Buffer.from('not a certificate'), key: 'notPem' },
  };
}

/** What a module takes although it looks unusual. */
export function unusual(good: string): Record<string, string> {
  const lines = good.trimEnd().split('\n');
  return {
    'with a remark before it': `Bag Attributes\n    localKeyID: 01\n${good}`,
    'with line ends of Windows': good.replaceAll('\n', '\r\n'),
    'with a byte order mark': `\u00ef\u00bb\u00bf${good}`,
    'with its first line indented': `  ${good}`,
    'with spaces at the ends of lines': lines.map((line) => `${line}  `).join('\n'),
    'without a line end at its end': lines.join('\n'),
    'in one long line': [lines[0], lines.slice(1, -1).join(''), lines.at(-1)].join('\n'),
    'with a NUL behind it': `${good}\0`,
    'with empty lines': lines.join('\n\n'),
  };
}

function withoutEnd(text: string): string {
  return `${text.trimEnd().split('\n').slice(0, -1).join('\n')}\n`;
}

function der(text: string): Buffer {
  return Buffer.from(text.replace(/-----.*?-----/g, ''), 'base64');
}

function pem(label: string, bytes: Buffer): Buffer {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return Buffer.from([`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n'));
}

function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
}

function encrypted(text: string, type: 'pkcs8' | 'pkcs1' | 'sec1', format: 'pem' | 'der'): Buffer {
  const options = { type, format, cipher: 'aes-128-cbc', passphrase: PASSPHRASE } as const;
  return Buffer.from(createPrivateKey(text).export(options as never) as unknown as Uint8Array | string);
}

function publicKey(key: KeyObject, format: 'pem' | 'der'): Buffer {
  const of = key.type === 'private' ? createPublicKey(key) : key;
  return Buffer.from(of.export({ type: 'spki', format } as never) as unknown as Uint8Array | string);
}

async function csr(): Promise<string> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ])) as webcrypto.CryptoKeyPair;
  const request = await x509.Pkcs10CertificateRequestGenerator.create(
    { name: 'CN=device', keys, signingAlgorithm: algorithm },
    webcrypto as never,
  );
  return `${request.toString('pem')}\n`;
}
