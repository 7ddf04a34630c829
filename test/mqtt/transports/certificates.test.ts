import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TransportErrorCode } from '#mqtt/transport-error';
import type { TlsTarget } from '#mqtt/transports/tls/tls';
import { DAY_MS } from '../../support/certificates.ts';
import { startServer, type TestServer } from '../../support/tls-servers.ts';
import { attempt, type SecureKind, secureKinds, tlsTarget } from './support/dialling.ts';
import { EXPIRED, GOOD, HOST, makePki, NOT_YET_VALID, type Pki } from './support/pki.ts';

type Server =
  | 'good'
  | 'expired'
  | 'notYetValid'
  | 'wrongName'
  | 'wrongCa'
  | 'missingIntermediate'
  | 'selfSigned';
type Outcome = 'ok' | TransportErrorCode;

const modes = ['off', 'verify', 'client', 'both'] as const;
const clocks = ['1970', 'before', 'now', 'after'] as const;
type Mode = (typeof modes)[number];
type Clock = (typeof clocks)[number];

interface Cause {
  name: string;
  server: Server;
  /** The server wants a client certificate. */
  demands?: boolean;
  /** The client's key is another one's. */
  wrongKey?: boolean;
  /** When the server's certificate is valid; `before` and `after` are a day off. */
  dates?: { from: Date; to: Date };
  /** Schemes without verification, where no clock counts: without, and with a client certificate. */
  off: Outcome;
  client: Outcome;
  /** With verification at the clocks `1970`, `before`, `now` and `after`: without, and with a client certificate. */
  verify: readonly [Outcome, Outcome, Outcome, Outcome];
  both: readonly [Outcome, Outcome, Outcome, Outcome];
}

const early = 'CERT_NOT_YET_VALID';
const late = 'CERT_EXPIRED';

function always(outcome: Outcome): readonly [Outcome, Outcome, Outcome, Outcome] {
  return [outcome, outcome, outcome, outcome];
}

/** What comes of each cause, whatever is below MQTT. */
const TABLE: Cause[] = [
  {
    name: 'a good certificate',
    server: 'good',
    off: 'ok',
    client: 'ok',
    verify: [early, early, 'ok', late],
    both: [early, early, 'ok', late],
  },
  {
    // By this computer's clock it is over, whatever the module's says.
    name: 'an expired certificate',
    server: 'expired',
    dates: EXPIRED,
    off: 'ok',
    client: 'ok',
    verify: [early, early, late, late],
    both: [early, early, late, late],
  },
  {
    name: 'a certificate that is not valid yet',
    server: 'notYetValid',
    dates: NOT_YET_VALID,
    off: 'ok',
    client: 'ok',
    verify: [early, early, early, late],
    both: [early, early, early, late],
  },
  {
    name: 'a certificate for another name',
    server: 'wrongName',
    off: 'ok',
    client: 'ok',
    verify: always('NAME_MISMATCH'),
    both: always('NAME_MISMATCH'),
  },
  {
    name: 'a certificate of another CA',
    server: 'wrongCa',
    off: 'ok',
    client: 'ok',
    verify: always('UNKNOWN_ISSUER'),
    both: always('UNKNOWN_ISSUER'),
  },
  {
    name: 'a missing intermediate certificate',
    server: 'missingIntermediate',
    off: 'ok',
    client: 'ok',
    verify: always('MISSING_INTERMEDIATE'),
    both: always('MISSING_INTERMEDIATE'),
  },
  {
    name: 'a self-signed certificate',
    server: 'selfSigned',
    off: 'ok',
    client: 'ok',
    verify: always('SELF_SIGNED'),
    both: always('SELF_SIGNED'),
  },
  {
    name: 'a client key that does not fit',
    server: 'good',
    demands: true,
    wrongKey: true,
    off: 'CLIENT_CERT_REQUIRED',
    client: 'KEY_MISMATCH',
    verify: [early, early, 'CLIENT_CERT_REQUIRED', late],
    both: always('KEY_MISMATCH'),
  },
  {
    name: 'a client certificate where one is required',
    server: 'good',
    demands: true,
    off: 'CLIENT_CERT_REQUIRED',
    client: 'ok',
    verify: [early, early, 'CLIENT_CERT_REQUIRED', late],
    both: [early, early, 'ok', late],
  },
];

let pki: Pki;
beforeAll(async () => {
  pki = await makePki();
});

describe.each(secureKinds)('$name', (kind) => {
  describe.each(TABLE)('with $name', (cause) => {
    let server: TestServer;
    beforeAll(async () => {
      server = await startFor(kind, cause);
    });
    afterAll(() => server.close());

    it.each(cells())('mode $mode, clock $clock', async ({ mode, clock }) => {
      const error = await attempt(kind, targetFor(server.port, cause, mode, clock));
      expect(error?.code ?? 'ok', error?.message).toBe(expected(cause, mode, clock));
    });
  });
});

function cells(): { mode: Mode; clock: Clock }[] {
  return modes.flatMap((mode) => clocks.map((clock) => ({ mode, clock })));
}

function expected(cause: Cause, mode: Mode, clock: Clock): Outcome | undefined {
  if (mode === 'off' || mode === 'client') return cause[mode];
  return cause[mode][clocks.indexOf(clock)];
}

function startFor(kind: SecureKind, cause: Cause): Promise<TestServer> {
  return startServer({
    tls: {
      identity: pki.servers[cause.server],
      // TLS 1.2 refuses within the handshake, so that the order of verdicts is the table's in 1.3 only.
      ...(cause.demands ? { clientCa: pki.root.cert, version: 'TLSv1.3' as const } : {}),
    },
    ...kind.over,
    peer: ({ stream }) => stream.pipe(stream),
  });
}

function targetFor(port: number, cause: Cause, mode: Mode, clock: Clock): TlsTarget {
  const { cert, key } = pki.client;
  return tlsTarget(port, {
    serverName: HOST,
    ...(mode === 'verify' || mode === 'both'
      ? { ca: pki.root.cert, verify: { name: HOST, now: () => timeOf(cause, clock) } }
      : {}),
    ...(mode === 'client' || mode === 'both'
      ? { cert, key: cause.wrongKey ? pki.otherClient.key : key }
      : {}),
  });
}

function timeOf({ dates = GOOD }: Cause, clock: Clock): number {
  switch (clock) {
    case '1970':
      return 0;
    case 'before':
      return dates.from.getTime() - DAY_MS;
    case 'now':
      return Date.now();
    case 'after':
      return dates.to.getTime() + DAY_MS;
  }
}
