import { describe, expect, it, test } from 'vitest';
import { holdsPrivateKey, isDer, isPem, pemCertificates } from '#net/pem';

const certificate = (body: string, label = 'CERTIFICATE'): string =>
  `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----`;

describe('the certificates in a PEM text', () => {
  it('are those between other pieces, with either line end', () => {
    const [a, b] = [certificate('QUFB'), certificate('QkJC', 'TRUSTED CERTIFICATE').replaceAll('\n', '\r\n')];
    const text = `a remark\n${a}\n${certificate('Q0ND', 'PRIVATE KEY')}\n${b}\n`;
    expect(pemCertificates(text)).toEqual([a, b]);
    expect(pemCertificates(Buffer.from(text))).toEqual([a, b]);
  });

  it('are found behind one that is cut short', () => {
    const whole = certificate('QUFB');
    expect(pemCertificates(`-----BEGIN CERTIFICATE-----\nQUJD\n${whole}`)).toEqual([whole]);
  });

  it('are told when what they hold is broken', () => {
    expect(pemCertificates(certificate('no - base64'))).toEqual([certificate('no - base64')]);
  });
});

test('PEM begins somewhere, and DER is none', () => {
  expect(isPem(Buffer.from(`\xff\n${certificate('QUFB')}`, 'latin1'))).toBe(true);
  expect(isPem(Uint8Array.of(0x30, 0x82, 1, 2))).toBe(false);
  expect(isDer(Uint8Array.of(0x30, 0x82, 1, 2))).toBe(true);
});

test.each([
  ['PRIVATE KEY', true],
  ['EC PRIVATE KEY', true],
  ['PUBLIC KEY', false],
])('a %s is private: %s', (label, expected) => {
  expect(holdsPrivateKey(Buffer.from(certificate('QUFB', label)))).toBe(expected);
});
