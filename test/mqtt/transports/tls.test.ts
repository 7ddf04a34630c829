import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { SecureVersion } from 'node:tls';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { message } from '#messages/message';
import { dialTls, type TlsTarget } from '#mqtt/transports/tls/tls';
import { days } from '../../support/certificates.ts';
import { messagesWithin } from '../../support/messages-within.ts';
import { startServer, type TestServer, type TlsServerOptions } from '../../support/tls-servers.ts';
import { FakeTimers } from '../support/fake-timers.ts';
import { attempt, secureKinds, tlsTarget } from './support/dialling.ts';
import { dialled } from './support/events.ts';
import { makePki, type Pki } from './support/pki.ts';

/** The beginning of a handshake record with ServerHello (RFC 8446, 5.1 and 4). */
const HALF_A_RECORD = Buffer.from('160303007a020000760303', 'hex');

let pki: Pki;
let server: TestServer | undefined;
let plain: Server | undefined;
let accepted: Socket[] = [];

beforeAll(async () => {
  pki = await makePki();
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  for (const socket of accepted) socket.destroy();
  accepted = [];
  plain?.close();
});

describe.each(secureKinds)('$name', (kind) => {
  /** Dials a server of TLS. */
  async function dial(options: Partial<TlsServerOptions>, more: Partial<TlsTarget> = {}) {
    server = await startServer({
      tls: { identity: pki.servers.good, ...options },
      ...kind.over,
      peer: ({ stream }) => stream.pipe(stream),
    });
    const error = await attempt(kind, tlsTarget(server.port, more));
    await server.empty();
    return error;
  }

  /** Dials a server of something else. */
  async function dialPlain(greet: (socket: Socket) => void, more: Partial<TlsTarget> = {}) {
    plain = createServer((socket) => {
      accepted.push(socket.on('error', () => {}));
      greet(socket);
    }).listen(0, '127.0.0.1');
    await once(plain, 'listening');
    return attempt(kind, tlsTarget((plain.address() as AddressInfo).port, more));
  }

  it.each<SecureVersion>(['TLSv1.2', 'TLSv1.3'])('speaks %s', async (version) => {
    expect(await dial({ version })).toBeUndefined();
  });

  it('shows a client certificate', async () => {
    const { cert, key } = pki.client;
    expect(await dial({ clientCa: pki.root.cert }, { cert, key })).toBeUndefined();
  });

  it('shows the whole chain of the client certificate, with either line end', async () => {
    const client = await pki.intermediate.client({ name: 'below' });
    const cert = Buffer.from(client.chain.replaceAll('\n', '\r\n'));
    const key = client.key.replaceAll('\n', '\r\n');
    expect(await dial({ clientCa: pki.root.cert }, { cert, key })).toBeUndefined();
    await server?.close();
    expect((await dial({ clientCa: pki.root.cert }, { cert: client.cert, key }))?.code).toBe('CLOSED');
  });

  it.each<[SecureVersion, string, number]>([
    ['TLSv1.2', 'clientExpired', -1],
    ['TLSv1.3', 'clientExpired', -1],
    ['TLSv1.3', 'clientNotYetValid', 1],
  ])('over %s names the dates of a client certificate that the server does not take: %s', async (...row) => {
    const [version, reason, sign] = row;
    const [near, far] = [days(sign * 3), days(sign * 9)];
    const dates = sign < 0 ? { from: far, to: near } : { from: near, to: far };
    const { cert, key } = await pki.root.client({ name: 'out of date', ...dates });
    const error = await dial({ clientCa: pki.root.cert, version }, { cert, key });
    const said = messagesWithin(error?.reason ?? message('transport.unknownSocketError'));
    expect(said.map((each) => each.key)).toContain(`transport.${reason}`);
  });

  it.each<SecureVersion>(['TLSv1.2', 'TLSv1.3'])(
    'says that %s asks for a client certificate',
    async (version) => {
      expect(await dial({ clientCa: pki.root.cert, version })).toMatchObject({
        code: 'CLIENT_CERT_REQUIRED',
        step: 'tls',
        message:
          'the broker requires a client certificate, and none was sent: schemes 4, 5, 9 and 10 send one',
      });
    },
  );

  it.each<[SecureVersion, string]>([
    ['TLSv1.2', 'during'],
    ['TLSv1.3', 'right after'],
  ])('says what a server of %s may mean that closes without a word', async (version, when) => {
    const { cert, key } = pki.otherClient;
    // Over WebSocket there is one more thing that it may mean, once the handshake is over.
    const more = kind.over.webSocket && when === 'right after' ? ', or this port does not use WebSocket' : '';
    // Node refuses a stranger's certificate like this.
    expect(await dial({ clientCa: pki.root.cert, version }, { cert, key })).toMatchObject({
      code: 'CLOSED',
      step: 'tls',
      message: expect.stringMatching(
        RegExp(
          `^the broker closed the connection ${when} the TLS handshake.*; perhaps it does not accept the client certificate${more}$`,
        ),
      ),
    });
  });

  it('says that the versions do not meet', async () => {
    const old = { version: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    expect(await dial(old)).toMatchObject({
      code: 'TLS_VERSION',
      message: 'the broker accepts neither TLS 1.2 nor TLS 1.3',
    });
  });

  it('says that there is no cipher in common', async () => {
    // For an RSA key, which the server does not have.
    const error = await dial({ version: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' });
    expect(error).toMatchObject({
      code: 'NO_CIPHER',
      message: 'the broker supports none of the offered ciphers',
    });
  });

  it.each([
    ['a web server', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['a server that speaks first', '220 mail.test ESMTP\r\n'],
  ])('says that %s answers, but not in TLS', async (_, banner) => {
    const error = await dialPlain((socket) => socket.once('data', () => socket.write(banner)));
    expect(error).toMatchObject({
      code: 'NOT_TLS',
      step: 'tls',
      message: 'the broker answers, but not in TLS',
    });
  });

  it.each([
    ['closes', 'hello', false, (socket: Socket) => socket.once('data', () => socket.end())],
    ['resets', 'hello', true, (socket: Socket) => socket.once('data', () => socket.resetAndDestroy())],
    [
      'closes after half an answer',
      'answer',
      false,
      (socket: Socket) => socket.once('data', () => socket.end(HALF_A_RECORD)),
    ],
  ] as const)('says how far a handshake got that a server %s', async (_, reached, reset, serve) => {
    const why = message(reached === 'hello' ? 'transport.asOneWithoutTls' : 'transport.gaveUpHandshake');
    expect(await dialPlain(serve)).toMatchObject({
      code: 'CLOSED',
      step: 'tls',
      reason: message('transport.closedInHandshake', { reset, reached, why }),
    });
  });

  it('gives up a step that takes too long, and names it', async () => {
    const timers = new FakeTimers();
    const silent = await dialPlain((socket) => socket.once('data', () => void timers.advance(500)), {
      timers,
      stepTimeoutMs: 500,
    });
    expect(silent).toMatchObject({
      code: 'TIMEOUT',
      step: 'tls',
      message: 'the TLS handshake timed out after 500 ms',
    });
    expect(timers.pending).toBe(0);
  });

  it('gives up a TCP connection that takes too long', async () => {
    const timers = new FakeTimers();
    const error = attempt(kind, tlsTarget(9, { timers, stepTimeoutMs: 500 }));
    void timers.advance(500);
    expect(await error).toMatchObject({
      code: 'TIMEOUT',
      step: 'tcp',
      message: 'connecting over TCP timed out after 500 ms',
    });
  });

  it('leaves no timer behind', async () => {
    const timers = new FakeTimers();
    expect(await dial({}, { timers })).toBeUndefined();
    expect(timers.pending).toBe(0);
    const { transport } = dialled(dialTls(tlsTarget(9, { timers })));
    expect(timers.pending).toBe(1);
    transport.destroy();
    expect(timers.pending).toBe(0);
  });
});

describe('credentials that are no use, told before anything is sent', () => {
  const garbage = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
  const verify = { name: 'broker.test', now: Date.now };

  it.each<[string, () => Partial<TlsTarget>, string, string | RegExp]>([
    ['no CA in the CA', () => ({ ca: '', verify }), 'UNREADABLE', /^the CA cannot be read: it is empty/],
    [
      'a key as the CA',
      () => ({ ca: pki.client.key }),
      'UNREADABLE',
      /^the CA cannot be read: it is a private key/,
    ],
    ['a broken CA', () => ({ ca: garbage }), 'UNREADABLE', /^the CA cannot be read: /],
    [
      'a broken client certificate',
      () => ({ cert: garbage, key: pki.client.key }),
      'UNREADABLE',
      /^the client certificate cannot be read: /,
    ],
    [
      'a broken client key',
      () => ({ cert: pki.client.cert, key: 'garbage' }),
      'UNREADABLE',
      /^the client key cannot be read: /,
    ],
    [
      'a client certificate alone',
      () => ({ cert: pki.client.cert }),
      'UNREADABLE',
      'the client certificate needs its private key',
    ],
    [
      'a client key alone',
      () => ({ key: pki.client.key }),
      'UNREADABLE',
      'the client key needs its certificate',
    ],
    [
      'a key of another certificate',
      () => ({ cert: pki.client.cert, key: pki.otherClient.key }),
      'KEY_MISMATCH',
      /^the client key does not match the client certificate: openssl x509 -in cert.pem /,
    ],
  ])('%s', async (_, more, code, message) => {
    const error = await attempt({ name: '', over: {} }, tlsTarget(9, more()));
    expect(error).toMatchObject({ code, step: 'tls' });
    expect(error?.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
    expect(error?.message).not.toContain('BEGIN');
  });
});
