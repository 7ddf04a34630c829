import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TlsTarget } from '#mqtt/transports/tls/tls';
import { ALPN, SERVER_NAME, startServer, type TestServer } from '../../support/tls-servers.ts';
import { attempt, secureKinds, tlsTarget } from './support/dialling.ts';
import { HOST, makePki, type Pki } from './support/pki.ts';

let pki: Pki;
let server: TestServer;

beforeAll(async () => {
  pki = await makePki();
});

/** As RFC 6066, 3 has it: list length, type host_name, length, name. */
function serverName(name: string): string {
  const length = Buffer.byteLength(name);
  return hex(Buffer.from([0, length + 3, 0, 0, length]), Buffer.from(name));
}

/** As RFC 7301, 3.1 has it: list length, then each name behind its length. */
function protocols(...names: string[]): string {
  const list = names.map((name) =>
    Buffer.concat([Buffer.from([Buffer.byteLength(name)]), Buffer.from(name)]),
  );
  const length = list.reduce((sum, { length }) => sum + length, 0);
  return hex(Buffer.from([length >> 8, length & 0xff]), ...list);
}

function hex(...parts: Buffer[]): string {
  return Buffer.concat(parts).toString('hex');
}

describe.each(secureKinds)('the ClientHello of $name', (kind) => {
  beforeAll(async () => {
    server = await startServer({
      tls: { identity: pki.servers.good, alpn: ['mqtt', 'x-two'] },
      ...kind.over,
      peer: ({ stream }) => stream.pipe(stream),
    });
  });
  afterAll(() => server.close());
  afterEach(() => server.empty());

  async function hello(more: Partial<TlsTarget>): Promise<Record<'serverName' | 'alpn', string | undefined>> {
    await attempt(kind, tlsTarget(server.port, more));
    const extensions = server.hellos.at(-1)?.extensions;
    return {
      serverName: extensions?.get(SERVER_NAME)?.toString('hex'),
      alpn: extensions?.get(ALPN)?.toString('hex'),
    };
  }

  it('says neither a name nor protocols unless told to', async () => {
    expect(await hello({})).toEqual({ serverName: undefined, alpn: undefined });
  });

  it('says no name even to a host that has one', async () => {
    expect((await hello({ host: 'localhost' })).serverName).toBeUndefined();
  });

  it('says the name it is told', async () => {
    expect((await hello({ serverName: HOST })).serverName).toBe(serverName('broker.test'));
    expect(serverName('broker.test')).toBe('000e00000b62726f6b65722e74657374');
  });

  it('says the name without the dot of a full name', async () => {
    expect((await hello({ serverName: 'broker.test.' })).serverName).toBe(serverName('broker.test'));
  });

  it.each(['127.0.0.1', '::1', '[::1]', ''])('never says %j as a name', async (name) => {
    expect((await hello({ serverName: name })).serverName).toBeUndefined();
  });

  it('asks for one protocol', async () => {
    expect((await hello({ alpn: ['mqtt'] })).alpn).toBe(protocols('mqtt'));
    expect(protocols('mqtt')).toBe('0005046d717474');
  });

  it('asks for five protocols in their order, of any bytes', async () => {
    const names = ['x-amzn-mqtt-ca', 'mqtt', 'http/1.1', '温度', 'z'.repeat(255)];
    expect((await hello({ alpn: names })).alpn).toBe(protocols(...names));
    expect((await hello({ alpn: [Buffer.from([0xff, 0]), 'mqtt'] })).alpn).toBe('000802ff00046d717474');
  });

  it('goes on when the protocols have one in common', async () => {
    expect(await attempt(kind, tlsTarget(server.port, { alpn: ['x-one', 'x-two'] }))).toBeUndefined();
  });

  it('ends with a sentence when the protocols have none in common', async () => {
    const error = await attempt(kind, tlsTarget(server.port, { alpn: ['x-one'] }));
    expect(error).toMatchObject({
      code: 'NO_ALPN',
      step: 'tls',
      message: 'the broker supports none of the offered application protocols (ALPN)',
    });
  });

  it('is not sent with a protocol that TLS cannot express', async () => {
    const sent = server.hellos.length;
    for (const name of ['', 'z'.repeat(256)]) {
      expect(await attempt(kind, tlsTarget(server.port, { alpn: [name] }))).toMatchObject({
        code: 'INVALID',
        message: `an ALPN entry has ${name.length} bytes; TLS allows 1 to 255`,
      });
    }
    expect(server.hellos.length).toBe(sent);
  });
});

describe.each(secureKinds)('a server of $name that knows nothing of ALPN', (kind) => {
  it('chooses none, and the connection goes on', async () => {
    const silent = await startServer({
      tls: { identity: pki.servers.good },
      ...kind.over,
      peer: ({ stream }) => stream.pipe(stream),
    });
    expect(await attempt(kind, tlsTarget(silent.port, { alpn: ['mqtt'] }))).toBeUndefined();
    expect(silent.hellos[0]?.extensions.get(ALPN)?.toString('hex')).toBe(protocols('mqtt'));
    await silent.close();
  });
});
