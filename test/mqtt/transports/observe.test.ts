import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { StepEvent } from '#mqtt/observe';
import type { Transport } from '#mqtt/transport';
import { dialTls, type TlsTarget } from '#mqtt/transports/tls/tls';
import { dialWebSocketSecure } from '#mqtt/transports/websocket/web-socket';
import { startServer, type TestServer } from '../../support/tls-servers.ts';
import { attempt, type SecureKind, secureKinds, tlsTarget } from './support/dialling.ts';
import { GOOD, HOST, makePki, type Pki } from './support/pki.ts';

let pki: Pki;
let server: TestServer;

beforeAll(async () => {
  pki = await makePki();
});
afterEach(() => server.close());

/** What an observer sees of a dial. */
async function observed(kind: SecureKind | undefined, more: Partial<TlsTarget>): Promise<StepEvent[]> {
  server = await startServer({
    tls: { identity: pki.servers.good, alpn: ['mqtt'], version: 'TLSv1.3' },
    ...kind?.over,
    peer: ({ stream }) => stream.pipe(stream),
  });
  const seen: StepEvent[] = [];
  const observe = (event: StepEvent) => seen.push(event);
  await attempt(kind ?? { name: '', over: {} }, tlsTarget(server.port, { ...more, observe }));
  return seen;
}

const dates = ([from, to]: [number, number]) => ({ validFrom: wholeDays(from), validTo: wholeDays(to) });

function wholeDays(count: number): unknown {
  const about = Date.now() + count * 86_400_000;
  return expect.toSatisfy((ms: number) => Math.abs(ms - about) < 3_600_000);
}

const session = {
  step: 'tls',
  found: 'session',
  version: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  alpn: 'mqtt',
};
const chain = [
  {
    subject: HOST,
    issuer: 'Test Intermediate',
    validFrom: GOOD.from.getTime(),
    validTo: GOOD.to.getTime(),
    names: [HOST, 'localhost'],
  },
  { subject: 'Test Intermediate', issuer: 'Test Root', names: [], ...dates([-900, 900]) },
];
const root = { subject: 'Test Root', issuer: 'Test Root', names: [], ...dates([-1000, 1000]) };

describe('an observer', () => {
  it('is told of a verified server, down to the root', async () => {
    const verify = { name: HOST, now: Date.now };
    expect(await observed(secureKinds[0], { alpn: ['mqtt'], ca: pki.root.cert, verify })).toEqual([
      expect.objectContaining({ step: 'tcp', found: 'attempt', address: '127.0.0.1', port: server.port }),
      { step: 'tcp', found: 'connection', address: '127.0.0.1', port: server.port },
      { ...session, chain: [...chain, root] },
      { step: 'tls', found: 'verification', verified: true },
    ]);
  });

  it('is told of the upgrade behind it', async () => {
    const seen = await observed(secureKinds[1], {});
    expect(seen.slice(2)).toEqual([
      { ...session, alpn: undefined, chain },
      { step: 'tls', found: 'verification', verified: false },
      { step: 'websocket', found: 'answer', status: 101, subprotocol: 'mqtt' },
    ]);
  });

  it('is told of the certificates that are refused', async () => {
    const verify = { name: 'elsewhere.test', now: Date.now };
    const seen = await observed(secureKinds[0], { alpn: ['mqtt'], ca: pki.root.cert, verify });
    expect(seen.slice(2)).toEqual([{ ...session, chain: [...chain, root] }]);
    const stranger = await observed(secureKinds[0], { ca: pki.otherRoot.cert, verify });
    expect(stranger.slice(2)).toEqual([{ ...session, alpn: undefined, chain }]);
  });

  it('is told of the own certificate', async () => {
    const { cert, key } = pki.client;
    const seen = await observed(secureKinds[0], { alpn: ['mqtt'], cert, key });
    const own = { subject: expect.any(String), issuer: expect.any(String), validTo: expect.any(Number) };
    expect(seen[2]).toMatchObject({ ...session, own });
    expect((seen[2] as { own: { subject: string } }).own.subject).not.toBe(HOST);
  });

  it('may give up at any step', async () => {
    for (const kind of secureKinds) {
      for (let count = 1; count <= 4; count++) {
        const { events, seen } = await givingUp(kind, count);
        await server.empty();
        expect(seen).toBe(count);
        expect(events).toEqual([]);
        await server.close();
      }
    }
    server = await startServer();
  });
});

/** Dials, and gives up within the event that has this number. */
async function givingUp(kind: SecureKind, count: number) {
  server = await startServer({ tls: { identity: pki.servers.good }, ...kind.over });
  const events: string[] = [];
  const note = (line: string) => () => events.push(line);
  let seen = 0;
  let transport: Transport | undefined;
  await new Promise<void>((resolve) => {
    const target = tlsTarget(server.port, {
      ca: pki.root.cert,
      verify: { name: HOST, now: Date.now },
      observe: () => {
        if (++seen < count) return;
        transport?.destroy();
        resolve();
      },
    });
    const dial = kind.over.webSocket ? dialWebSocketSecure({ ...target, path: '/mqtt' }) : dialTls(target);
    transport = dial({
      open: note('open'),
      data: note('data'),
      drain: note('drain'),
      closed: note('closed'),
    });
  });
  return { events, seen };
}
