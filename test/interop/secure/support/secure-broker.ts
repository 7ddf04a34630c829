import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestOptions } from 'vitest';
import { startBroker } from '#broker/index';
import { freePort } from '../../../../tools/free-port.js';
import { startMosquitto } from '../../../support/brokers.ts';
import { Authority, days, type Identity } from '../../../support/certificates.ts';
import { needs } from '../../../support/needs.ts';
import type { Stored } from './device.ts';

/** All that can be stored for a broker, in PEM. */
export type Trusted = Readonly<Record<'ca' | 'cert' | 'key', string>>;

/** How a listener is reached; those that end in `Mutual` ask for a client certificate. */
export type ListenerName = 'tcp' | 'tls' | 'tlsMutual' | 'ws' | 'wss' | 'wssMutual';

/** A broker that listens in every way, and what a client needs for it. */
export interface SecureBroker {
  readonly ports: Readonly<Record<ListenerName, number>>;
  /** The CA of its certificates, and a client certificate that it takes. */
  readonly trusted: Trusted;
  /** Names the servers' certificates are for, besides 127.0.0.1. */
  readonly name: string;
  /** Ends it and starts it again on the same ports, where it can. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface SecureBrokerKind {
  readonly name: 'Mosquitto' | 'the embedded broker';
  /** Whether its `Mutual` listeners refuse a client without a certificate. */
  readonly demandsCertificates: boolean;
  start(): Promise<SecureBroker>;
  readonly needed: TestOptions;
}

export const SECURE_BROKERS: readonly SecureBrokerKind[] = [
  { name: 'Mosquitto', demandsCertificates: true, start: startSecureMosquitto, needed: needs('mosquitto') },
  { name: 'the embedded broker', demandsCertificates: false, start: startEmbeddedBroker, needed: needs() },
];

export function secureBrokerKind(name: SecureBrokerKind['name']): SecureBrokerKind {
  const kind = SECURE_BROKERS.find((each) => each.name === name);
  if (kind === undefined) throw new Error(`there is no broker of ${name}`);
  return kind;
}

/** The listener that a scheme goes to. */
export function listenerOf(scheme: number): ListenerName {
  if (scheme === 1) return 'tcp';
  if (scheme <= 3) return 'tls';
  if (scheme <= 5) return 'tlsMutual';
  if (scheme === 6) return 'ws';
  return scheme <= 8 ? 'wss' : 'wssMutual';
}

/** What must be stored for a scheme: the CA to verify, the client certificate and key to show [B-TLS-1]. */
export function storedFor(scheme: number, { ca, cert, key }: Trusted): Stored {
  return {
    ...([3, 5, 8, 10].includes(scheme) ? { ca } : {}),
    ...([4, 5, 9, 10].includes(scheme) ? { cert, key } : {}),
  };
}

const SERVER_NAME = 'broker.test';

/** A Mosquitto with a listener of each kind. */
async function startSecureMosquitto(): Promise<SecureBroker> {
  const authority = await Authority.root('bench CA');
  const server = await authority.server({ name: SERVER_NAME, names: [SERVER_NAME, '127.0.0.1'] });
  return mosquittoWith(authority, server);
}

/** A Mosquitto whose certificates have expired three days ago. */
export async function startExpiredMosquitto(): Promise<SecureBroker> {
  const authority = await Authority.root('bench CA');
  const dates = { from: days(-9), to: days(-3) };
  return mosquittoWith(authority, await authority.server({ name: '127.0.0.1', ...dates }));
}

async function mosquittoWith(authority: Authority, server: Identity): Promise<SecureBroker> {
  const client = await authority.client({ name: 'bench module' });
  const folder = await mkdtemp(join(tmpdir(), 'mosquitto-tls-'));
  const file = (name: string): string => join(folder, name);
  await writeFile(file('ca.pem'), authority.cert);
  await writeFile(file('server.pem'), server.chain);
  await writeFile(file('server.key'), server.key);
  const ports = await freePorts();
  const tls = [`cafile ${file('ca.pem')}`, `certfile ${file('server.pem')}`, `keyfile ${file('server.key')}`];
  const mutual = [...tls, 'require_certificate true'];
  const listener = (name: ListenerName, ...lines: string[]): string[] => [
    `listener ${ports[name]} 127.0.0.1`,
    ...lines,
  ];
  const extra = [
    ...listener('tls', ...tls),
    ...listener('tlsMutual', ...mutual),
    ...listener('ws', 'protocol websockets'),
    ...listener('wss', 'protocol websockets', ...tls),
    ...listener('wssMutual', 'protocol websockets', ...mutual),
  ].join('\n');
  const broker = await startMosquitto({ port: ports.tcp, extra });
  return {
    ports,
    trusted: { ca: authority.cert, cert: client.cert, key: client.key },
    name: SERVER_NAME,
    restart: () => broker.restart(),
    async stop() {
      await broker.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The broker that the program brings along; it makes new certificates with every start. */
async function startEmbeddedBroker(): Promise<SecureBroker> {
  // Leased: while the broker is away nobody else gets them.
  const { tcp, tls, ws, wss } = await freePorts();
  const listeners = { tcp: { port: tcp }, tls: { port: tls }, ws: { port: ws }, wss: { port: wss } };
  let broker = await startBroker(listeners);
  const { certificates } = broker;
  if (certificates === undefined) throw new Error('the broker has made no certificates');
  const { ca, client } = certificates;
  return {
    ports: { tcp, tls, tlsMutual: tls, ws, wss, wssMutual: wss },
    trusted: { ca, cert: client.cert, key: client.key },
    name: 'localhost',
    async restart() {
      await broker.close();
      broker = await startBroker(listeners);
    },
    stop: () => broker.close(),
  };
}

async function freePorts(): Promise<Record<ListenerName, number>> {
  const [tcp, tls, tlsMutual, ws, wss, wssMutual] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  return { tcp, tls, tlsMutual, ws, wss, wssMutual };
}
