import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TransportError } from '#mqtt/transport-error';
import type { TlsTarget } from '#mqtt/transports/tls/tls';
import { Authority, DAY_MS, days, type Identity, selfSignedServer } from '../../support/certificates.ts';
import { folder } from '../../support/folder.ts';
import { needs } from '../../support/needs.ts';
import { startServer, type TestServer } from '../../support/tls-servers.ts';
import { attempt, secureKinds, tlsTarget } from './support/dialling.ts';
import { EXPIRED, GOOD, HOST, makePki, NOT_YET_VALID, type Pki } from './support/pki.ts';

let pki: Pki;
let server: TestServer;
/** Bytes of MQTT, or of WebSocket clients let in. */
let heard = 0;

beforeAll(async () => {
  pki = await makePki();
});
afterEach(() => server.close());

interface Given {
  /** By the module's clock; the right time unless given. */
  at?: number;
  /** What the server is called; `broker.test` unless given. */
  name?: string;
  ca?: string | Buffer;
}

/** Dials a server with a certificate, verifying it. */
async function verify(
  identity: Pick<Identity, 'chain' | 'key'>,
  { at, name = HOST, ca = pki.root.cert }: Given = {},
  kind = secureKinds[0],
): Promise<TransportError | undefined> {
  heard = 0;
  server = await startServer({
    // Some releases of OpenSSL would refuse to show a short key.
    tls: { identity, ciphers: 'DEFAULT@SECLEVEL=0' },
    ...kind?.over,
    peer: ({ stream, webSocket }) => {
      if (webSocket) heard++;
      stream.on('data', (bytes: Buffer) => {
        heard += bytes.length;
        stream.write(bytes);
      });
    },
  });
  const target: Partial<TlsTarget> = { ca, verify: { name, now: () => at ?? Date.now() } };
  const error = await attempt(kind ?? { name: '', over: {} }, tlsTarget(server.port, target));
  await server.empty();
  return error;
}

/** Noon of a day some days from now. */
function noon(count: number): Date {
  return new Date(Math.floor(days(count).getTime() / DAY_MS) * DAY_MS + DAY_MS / 2);
}

function day(date: Date | number): string {
  return new Date(date).toISOString().slice(0, 10);
}

/** The clock of this computer may go past midnight meanwhile. */
const TODAY = '\\d{4}-\\d\\d-\\d\\d';

describe.each(secureKinds)('a module over $name', (kind) => {
  it('sends nothing above TLS to a server that it does not trust', async () => {
    const refused = [
      await verify(pki.servers.good, { at: 0 }, kind),
      await verify(pki.servers.expired, {}, kind),
      await verify(pki.servers.wrongName, {}, kind),
      await verify(pki.servers.wrongCa, {}, kind),
    ];
    expect(refused.map((error) => error?.code)).toEqual([
      'CERT_NOT_YET_VALID',
      'CERT_EXPIRED',
      'NAME_MISMATCH',
      'UNKNOWN_ISSUER',
    ]);
    expect(heard).toBe(0);
  });
});

describe('dates, in a sentence', () => {
  it('the clock was never set', async () => {
    const error = await verify(pki.servers.good, { at: 90_000 });
    expect(error).toMatchObject({
      code: 'CERT_NOT_YET_VALID',
      step: 'tls',
      message: `the certificate of broker.test is not valid before ${day(GOOD.from)}, and the module's clock says 1970-01-01: send AT+CIPSNTPCFG first`,
    });
  });

  it('not yet valid by a clock that was set', async () => {
    const at = GOOD.from.getTime() - DAY_MS;
    expect((await verify(pki.servers.good, { at }))?.message).toBe(
      `the certificate of broker.test is not valid before ${day(GOOD.from)}, and the module's clock says ${day(at)}`,
    );
  });

  it('expired by the clock of the module', async () => {
    const at = GOOD.to.getTime() + 2 * DAY_MS;
    expect(await verify(pki.servers.good, { at })).toMatchObject({
      code: 'CERT_EXPIRED',
      message: `the certificate of broker.test expired on ${day(GOOD.to)}, and the module's clock says ${day(at)}`,
    });
  });

  it('expired by both clocks', async () => {
    const at = days(0).getTime();
    expect((await verify(pki.servers.expired, { at }))?.message).toBe(
      `the certificate of broker.test expired on ${day(EXPIRED.to)}, and the module's clock says ${day(at)}`,
    );
  });

  it('expired by the clock of this computer alone, and refused all the same', async () => {
    const at = EXPIRED.from.getTime() + DAY_MS;
    expect(await verify(pki.servers.expired, { at })).toMatchObject({
      code: 'CERT_EXPIRED',
      message: expect.stringMatching(
        `the certificate of broker.test expired on ${day(EXPIRED.to)} by this computer's clock, which says ${TODAY}$`,
      ),
    });
  });

  it('not yet valid by the clock of this computer alone, and refused all the same', async () => {
    const at = NOT_YET_VALID.from.getTime() + DAY_MS;
    expect(await verify(pki.servers.notYetValid, { at })).toMatchObject({
      code: 'CERT_NOT_YET_VALID',
      message: expect.stringMatching(
        `the certificate of broker.test is not valid before ${day(NOT_YET_VALID.from)} by this computer's clock, which says ${TODAY}$`,
      ),
    });
  });

  it('to the second, when it is a matter of hours', async () => {
    const [from, to] = [noon(-10), noon(10)];
    const leaf = await pki.root.server({ name: HOST, from, to });
    const at = to.getTime() + 1000;
    expect((await verify(leaf, { at }))?.message).toBe(
      `the certificate of broker.test expired on ${day(to)} 12:00:00 UTC, and the module's clock says ${day(to)} 12:00:01 UTC`,
    );
    expect(await verify(leaf, { at: at - 1 })).toBeUndefined();
    expect(await verify(leaf, { at: from.getTime() })).toBeUndefined();
    expect((await verify(leaf, { at: from.getTime() - 1 }))?.code).toBe('CERT_NOT_YET_VALID');
  });

  it('at a time that no calendar has', async () => {
    expect((await verify(pki.servers.good, { at: 1e300 }))?.code).toBe('CERT_EXPIRED');
  });

  it('of the intermediate certificate that the server sends', async () => {
    const [to, at] = [days(20), days(30)];
    const brief = await pki.root.intermediate('Brief Intermediate', { to });
    const leaf = await brief.server({ name: HOST, ...GOOD });
    expect(await verify(leaf)).toBeUndefined();
    expect((await verify(leaf, { at: at.getTime() }))?.message).toBe(
      `the certificate of the issuer Brief Intermediate expired on ${day(to)}, and the module's clock says ${day(at)}`,
    );
  });

  it('of the CA that the server does not send', async () => {
    const [to, at] = [days(20), days(30)];
    const brief = await Authority.root('Brief Root', { to });
    const leaf = await brief.server({ name: HOST, ...GOOD });
    expect(await verify(leaf, { ca: brief.cert })).toBeUndefined();
    expect((await verify(leaf, { ca: brief.cert, at: at.getTime() }))?.message).toBe(
      `the certificate of the issuer Brief Root expired on ${day(to)}, and the module's clock says ${day(at)}`,
    );
  });

  it('of a CA that is stored with its renewal, of which one is enough', async () => {
    const old = await Authority.root('Renewed Root', { to: days(20) });
    const renewed = await old.renewed({ to: days(900) });
    const leaf = await old.server({ name: HOST, ...GOOD });
    const at = days(30).getTime();
    expect(await verify(leaf, { ca: old.cert + renewed.cert, at })).toBeUndefined();
    expect((await verify(leaf, { ca: old.cert, at }))?.code).toBe('CERT_EXPIRED');
    // What counts is what is stored, whatever the server sends with its own.
    const talkative = { chain: leaf.cert + renewed.cert, key: leaf.key };
    expect((await verify(talkative, { ca: old.cert, at }))?.code).toBe('CERT_EXPIRED');
    expect(
      await verify({ ...talkative, chain: leaf.cert + old.cert }, { ca: renewed.cert, at }),
    ).toBeUndefined();
  });
});

describe('the issuer, in a sentence', () => {
  it('unknown, and not sent', async () => {
    expect((await verify(pki.servers.wrongCa))?.message).toBe(
      'the certificate chain of broker.test ends at the unknown issuer Other Root, which is not the trusted CA (Test Root); the broker sends no intermediate certificate that leads there',
    );
  });

  it('unknown, and sent', async () => {
    const { cert, key } = pki.servers.wrongCa;
    const error = await verify({ chain: cert + pki.otherRoot.cert, key });
    expect(error).toMatchObject({
      code: 'UNKNOWN_ISSUER',
      message:
        'the certificate chain of broker.test ends at the unknown issuer Other Root, which is not the trusted CA (Test Root)',
    });
  });

  it('of the same name as the CA, with another key', async () => {
    const twin = await Authority.root('Test Root');
    const error = await verify(await twin.server({ name: HOST }));
    expect(error?.code).toBe('UNKNOWN_ISSUER');
  });

  it('the server itself', async () => {
    expect((await verify(pki.servers.selfSigned))?.message).toBe(
      'the certificate of broker.test is self-signed and is not the trusted CA (Test Root)',
    );
  });

  it('the server itself, which is good when it is what is stored', async () => {
    const own = await selfSignedServer({ name: HOST, ...GOOD });
    expect(await verify(own, { ca: own.cert })).toBeUndefined();
    expect((await verify(own, { ca: own.cert, at: 0 }))?.code).toBe('CERT_NOT_YET_VALID');
  });

  it('an intermediate that the server does not send', async () => {
    expect((await verify(pki.servers.missingIntermediate))?.message).toBe(
      'the broker does not send the intermediate certificate Test Intermediate, which issued that of broker.test',
    );
  });

  it('an intermediate that the server does not send, but that is stored', async () => {
    const ca = pki.root.cert + pki.intermediate.cert;
    expect(await verify(pki.servers.missingIntermediate, { ca })).toBeUndefined();
  });

  it.each(secureKinds)(
    'an intermediate that is stored without its root is enough over $name',
    async (kind) => {
      expect(await verify(pki.servers.good, { ca: pki.intermediate.cert }, kind)).toBeUndefined();
      expect(heard).toBeGreaterThan(0);
    },
  );

  it('an intermediate that is stored, while the server sends the root too, or nothing but its own', async () => {
    const { chain, cert, key } = pki.servers.good;
    const ca = pki.intermediate.cert;
    expect(await verify({ chain: chain + pki.root.cert, key }, { ca })).toBeUndefined();
    expect(await verify({ chain: cert, key }, { ca })).toBeUndefined();
  });

  it('an intermediate that is stored, and expired by the clock of the module', async () => {
    const [to, at] = [days(20), days(30)];
    const brief = await pki.root.intermediate('Brief Intermediate', { to });
    const leaf = await brief.server({ name: HOST, ...GOOD });
    expect(await verify(leaf, { ca: brief.cert })).toBeUndefined();
    expect((await verify(leaf, { ca: brief.cert, at: at.getTime() }))?.message).toBe(
      `the certificate of the issuer Brief Intermediate expired on ${day(to)}, and the module's clock says ${day(at)}`,
    );
  });

  it('an intermediate that is stored vouches for no server of another', async () => {
    const other = await pki.root.intermediate('Sister Intermediate');
    expect((await verify(pki.servers.good, { ca: other.cert }))?.code).toMatch(
      /UNKNOWN_ISSUER|MISSING_INTERMEDIATE/,
    );
    expect((await verify(pki.servers.rsa, { ca: other.cert }))?.code).toBe('UNKNOWN_ISSUER');
  });

  it('the certificate of the server itself, which is no root', async () => {
    const { cert } = pki.servers.good;
    expect(await verify(pki.servers.good, { ca: cert })).toBeUndefined();
    expect(await verify(pki.servers.missingIntermediate, { ca: cert })).toBeUndefined();
    expect((await verify(pki.servers.good, { ca: cert, at: 0 }))?.code).toBe('CERT_NOT_YET_VALID');
    expect((await verify(pki.servers.good, { ca: cert, name: 'elsewhere.test' }))?.code).toBe(
      'NAME_MISMATCH',
    );
    expect((await verify(pki.servers.rsa, { ca: cert }))?.code).toBe('UNKNOWN_ISSUER');
  });

  it('one of several that are stored, with either line end', async () => {
    const ca = pki.otherRoot.cert + pki.root.cert;
    expect(await verify(pki.servers.good, { ca })).toBeUndefined();
    expect(await verify(pki.servers.good, { ca: Buffer.from(ca.replaceAll('\n', '\r\n')) })).toBeUndefined();
    expect(await verify(pki.servers.rsa, { ca: `Some words\n${ca}and more` })).toBeUndefined();
  });
});

describe('the name, in a sentence', () => {
  it('is not among those of the certificate', async () => {
    expect((await verify(pki.servers.wrongName))?.message).toBe(
      'the certificate is not for broker.test, but for other.test, *.other.test',
    );
  });

  it('is not among those of a certificate with many', async () => {
    const names = Array.from({ length: 8 }, (_, i) => `n${i}.test`);
    const leaf = await pki.root.server({ name: 'many', names });
    expect((await verify(leaf))?.message).toBe(
      'the certificate is not for broker.test, but for n0.test, n1.test, n2.test, n3.test, n4.test and 3 more',
    );
  });

  it('is an address that the certificate does not have', async () => {
    expect((await verify(pki.servers.good, { name: '127.0.0.1' }))?.message).toBe(
      'the certificate is not for 127.0.0.1, but for broker.test, localhost',
    );
  });

  it.each(['127.0.0.1', '::1', '[::1]', '::1%lo'])('is the address %s of the certificate', async (name) => {
    expect(await verify(pki.servers.address, { name })).toBeUndefined();
  });

  it.each(['127.0.0.2', '::2', 'fe80::1%lo'])('is the address %s, which is another', async (name) => {
    expect((await verify(pki.servers.address, { name }))?.code).toBe('NAME_MISMATCH');
  });

  it.each(['127.0.0.1', '::1'])(
    'is the address %s, which the certificate has as a name only',
    async (name) => {
      const leaf = await pki.root.server({ name, names: ['broker.test'] });
      expect((await verify(leaf, { name }))?.code).toBe('NAME_MISMATCH');
    },
  );

  it('is matched by a wildcard', async () => {
    expect(await verify(pki.servers.wrongName, { name: 'a.other.test' })).toBeUndefined();
    expect((await verify(pki.servers.wrongName, { name: 'a.b.other.test' }))?.code).toBe('NAME_MISMATCH');
  });

  it('is the common name only, which does not count beside alternative names of any kind', async () => {
    for (const names of [['other.test'], ['127.0.0.1']]) {
      const leaf = await pki.root.server({ name: HOST, names });
      expect((await verify(leaf))?.message).toBe(
        `the certificate is not for broker.test, but for ${names[0]}; its common name (CN) does not count beside subject alternative names (SAN): issue it anew with the name among them`,
      );
    }
  });

  it('is the common name of a certificate without alternative names', async () => {
    expect(await verify(await pki.root.server({ name: HOST, names: [] }))).toBeUndefined();
    expect(await verify(await pki.root.server({ name: 'BROKER.Test', names: [] }))).toBeUndefined();
    expect((await verify(await pki.root.server({ name: 'other.test', names: [] })))?.code).toBe(
      'NAME_MISMATCH',
    );
  });

  it.each([
    ['b*r.hive.test', []],
    ['b*.hive.test', []],
    ['*r.hive.test', []],
    ['any', ['b*r.hive.test']],
    ['any', ['b*.hive.test']],
    ['any', ['*er.hive.test', 'other.test']],
  ])('is matched by %j %j, whose wildcard is not a whole label', async (name, names) => {
    const leaf = await pki.root.server({ name, names });
    const error = await verify(leaf, { name: 'broker.hive.test' });
    expect(error?.code).toBe('NAME_MISMATCH');
    expect(error?.message).toMatch(
      /^the certificate is not for broker\.hive\.test, but for .*; a wildcard counts only as a whole label, as in \*\.example\.org: issue it anew with such a name$/,
    );
  });

  it.each(['broker.test', 'BROKER.test', 'broker.test.'])('is %s, in letters of any case', async (name) => {
    expect(await verify(pki.servers.good, { name })).toBeUndefined();
  });

  it('stays on one line, whatever the certificate says', async () => {
    const leaf = await pki.root.server({ name: 'evil\nERROR broken', names: [] });
    expect((await verify(leaf))?.message).toBe(
      'the certificate is not for broker.test, but for evil\\0AERROR broken',
    );
  });
});

describe('what OpenSSL alone finds is told in our words', () => {
  it('a certificate for clients, shown by a server', async () => {
    const error = await verify({ chain: pki.client.cert, key: pki.client.key });
    expect(error?.reason).toMatchObject({
      key: 'transport.certificateRefused',
      params: { name: 'device', why: { key: 'transport.notForServers' } },
    });
  });

  it('a certificate whose signature is another authority’s of the same name', async () => {
    const [real, twin] = [await Authority.root('Twin'), await Authority.root('Twin')];
    const identity = await twin.server({ name: HOST });
    const error = await verify(identity, { ca: real.cert });
    expect(error?.message).not.toMatch(/error:|routines|certificate signature failure/);
  });

  it('a certificate that is signed with SHA-1', needs('openssl'), async () => {
    const here = folder();
    const run = (line: string) => execFileSync('openssl', line.split(' '), { cwd: here, stdio: 'pipe' });
    writeFileSync(join(here, 'names'), `subjectAltName=DNS:${HOST}\n`);
    run('req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=ca -days 9');
    run('req -newkey rsa:2048 -nodes -keyout own.key -out own.csr -subj /CN=weak');
    run(
      'x509 -req -in own.csr -CA ca.pem -CAkey ca.key -set_serial 7 -sha1 -days 9 -extfile names -out own.pem',
    );
    const read = (name: string): string => readFileSync(join(here, name), 'utf8');
    const weak = {
      tls: { identity: { chain: read('own.pem'), key: read('own.key') }, ciphers: 'DEFAULT@SECLEVEL=0' },
    };
    const error = await verify(weak.tls.identity, { ca: read('ca.pem') }, { name: '', over: weak as never });
    expect(error?.reason).toMatchObject({
      key: 'transport.certificateRefused',
      params: { name: 'weak', why: { key: 'transport.weaklySigned' } },
    });
  });
});

describe('a key that is too short, in a sentence', () => {
  it('of the server', async () => {
    const leaf = await pki.root.server({ name: HOST, key: 'shortRSA', ...GOOD });
    expect(await verify(leaf)).toMatchObject({
      code: 'WEAK_KEY',
      message:
        'the certificate of broker.test has an RSA key of 1024 bits, and a module takes no key of less than 2048: issue it anew for a longer key',
    });
    expect((await verify(leaf, { ca: leaf.cert }))?.code).toBe('WEAK_KEY');
  });

  it('of an intermediate, and of the CA', async () => {
    const short = await pki.root.intermediate('Short Intermediate', { key: 'shortRSA' });
    const leaf = await short.server({ name: HOST, ...GOOD });
    const reason =
      'the certificate of the issuer Short Intermediate has an RSA key of 1024 bits, and a module takes no key of less than 2048: issue it anew for a longer key';
    expect((await verify(leaf))?.message).toBe(reason);
    expect((await verify(leaf, { ca: short.cert }))?.message).toBe(reason);
    const root = await Authority.root('Short Root', { key: 'shortRSA' });
    const below = await root.server({ name: HOST, ...GOOD });
    expect((await verify(below, { ca: root.cert }))?.message).toContain(
      'the issuer Short Root has an RSA key of 1024',
    );
  });

  it('which nobody looks at where the server is not checked', async () => {
    const leaf = await pki.root.server({ name: HOST, key: 'shortRSA', ...GOOD });
    server = await startServer({
      tls: { identity: leaf, ciphers: 'DEFAULT@SECLEVEL=0' },
      peer: ({ stream }) => stream.pipe(stream),
    });
    const [kind] = secureKinds;
    const target = tlsTarget(server.port, { verify: undefined });
    expect(await attempt(kind ?? { name: '', over: {} }, target)).toBeUndefined();
  });

  it('of 2048 bits is long enough', async () => {
    expect(await verify(pki.servers.rsa)).toBeUndefined();
  });
});
