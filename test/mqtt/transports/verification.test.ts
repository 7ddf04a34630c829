import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Message, message } from '#messages/message';
import { type ChainCheck, checkServer, explainRefusal } from '#mqtt/transports/tls/verification';
import { Authority } from '../../support/certificates.ts';
import { pretendNode } from '../../support/platform.ts';

// What no server of a test can be made to show; the rest is in verdict.test.ts.

let root: X509Certificate;
let other: X509Certificate;
let below: X509Certificate;
let leaf: X509Certificate;
let short: X509Certificate;

beforeAll(async () => {
  const authority = await Authority.root('Root');
  const intermediate = await authority.intermediate('Below');
  const read = ({ cert }: { cert: string }) => new X509Certificate(cert);
  root = read(authority);
  other = read(await Authority.root('Other'));
  below = read(intermediate);
  leaf = read(await intermediate.server({ name: 'broker.test' }));
  short = read(await authority.server({ name: 'broker.test', key: 'shortRSA' }));
});

const check = (of: Partial<ChainCheck>): ChainCheck => ({
  chain: [leaf, below],
  anchors: [root],
  name: 'broker.test',
  now: Date.now(),
  ...of,
});

/** A certificate whose dates Node writes so. */
const dated = (certificate: X509Certificate, validTo: string): X509Certificate =>
  // A copy of its own: on newer Node nothing that inherits from one has its accessors.
  Object.defineProperty(new X509Certificate(certificate.raw), 'validTo', { value: validTo });

/** What OpenSSL has found, by Node's code, or by its words alone. */
const refused = (code: string, words = code): Error => Object.assign(new Error(words), { code });

test('a server without a certificate', () => {
  const reason = message('transport.noServerCertificate');
  expect(checkServer(check({ chain: [] }))).toMatchObject({ code: 'CERT_REJECTED', reason });
  const error = refused('CERT_HAS_EXPIRED');
  expect(explainRefusal(error, check({ chain: [] }))).toMatchObject({ reason, cause: error });
});

test('a chain that leads to none of the trusted certificates', () => {
  expect(checkServer(check({}))).toBeUndefined();
  const reason = message('transport.pathUnclear');
  expect(checkServer(check({ anchors: [other] }))).toMatchObject({ code: 'CERT_REJECTED', reason });
});

test('dates that nobody can read', () => {
  const unreadable = (name: string, issuer: boolean) => ({
    code: 'CERT_REJECTED',
    reason: message('transport.datesUnreadable', { name, issuer }),
  });
  const never = 'Bad time value';
  expect(checkServer(check({ chain: [dated(leaf, never), below] }))).toMatchObject(
    unreadable('broker.test', false),
  );
  expect(checkServer(check({ chain: [leaf, dated(below, never)] }))).toMatchObject(unreadable('Below', true));
});

describe('what OpenSSL has against a certificate', () => {
  test.each<[string, string, Message]>([
    ['INVALID_PURPOSE', '', message('transport.notForServers')],
    ['INVALID_CA', '', message('transport.issuerIsNoCa')],
    ['PATH_LENGTH_EXCEEDED', '', message('transport.issuerIsNoCa')],
    ['CERT_SIGNATURE_FAILURE', '', message('transport.signatureWrong')],
    ['UNABLE_TO_DECRYPT_CERT_SIGNATURE', '', message('transport.signatureWrong')],
    ['UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY', '', message('transport.signatureWrong')],
    ['CERT_REVOKED', '', message('transport.wasRevoked')],
    ['UNSPECIFIED', 'CA signature digest algorithm too weak', message('transport.weaklySigned')],
    ['UNSPECIFIED', 'EE certificate key too weak', message('transport.keyTooShort')],
    ['UNSPECIFIED', 'CA certificate key too small', message('transport.keyTooShort')],
    ['CERT_UNTRUSTED', '', message('transport.refusedWithCode', { code: 'CERT_UNTRUSTED' })],
    ['', '', message('transport.refusedWithCode', { code: '' })],
  ])('%s %s', (code, words, why) => {
    expect(explainRefusal(refused(code, words), check({}))).toMatchObject({
      code: 'CERT_REJECTED',
      reason: message('transport.certificateRefused', { name: 'broker.test', why }),
    });
  });

  test('a short key that can be seen', () => {
    const error = refused('UNSPECIFIED', 'EE certificate key too weak');
    expect(explainRefusal(error, check({ chain: [short] }))).toMatchObject({
      code: 'WEAK_KEY',
      reason: message('transport.weakKey', { name: 'broker.test', issuer: false, bits: 1024, min: 2048 }),
    });
  });

  test('dates that it alone finds wrong', () => {
    const why = message('transport.refusedWithCode', { code: 'CERT_HAS_EXPIRED' });
    expect(explainRefusal(refused('CERT_HAS_EXPIRED'), check({})).reason).toEqual(
      message('transport.certificateRefused', { name: 'broker.test', why }),
    );
  });
});

describe('a trusted certificate that is no root', () => {
  const error = refused('UNABLE_TO_GET_ISSUER_CERT');
  const stored = () => check({ chain: [leaf], anchors: [below] });

  test.each(['v21.7.3', 'v22.8.0'])('is one that Node %s cannot trust', (node) => {
    pretendNode(node);
    expect(explainRefusal(error, stored())).toMatchObject({
      code: 'UNKNOWN_ISSUER',
      reason: message('transport.nodeNeedsRoot', { name: 'Below', issuer: 'Root', node }),
    });
  });

  test.each(['v20.20.2', 'v22.9.0', 'v24.1.0'])('is nothing that Node %s refuses it for', (node) => {
    pretendNode(node);
    expect(explainRefusal(error, stored()).reason.key).toBe('transport.unknownIssuerAlone');
  });

  test('of another authority is not trusted by any', () => {
    pretendNode('v22.8.0');
    expect(explainRefusal(error, check({ chain: [leaf], anchors: [other] })).reason).toEqual(
      message('transport.unknownIssuerAlone', { name: 'broker.test', issuer: 'Below', anchors: ['Other'] }),
    );
  });
});
