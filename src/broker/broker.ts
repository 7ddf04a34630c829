import type { Duplex } from 'node:stream';
import type { Aedes, Client } from 'aedes';
import { reasonOf } from '#errors/atmqtt-error';
import { message } from '#messages/message';
import { LOOPBACK } from '#net/host-port';
import { parseOrigins } from '#net/web-origin';
import { systemTimers, type Timers } from '#time/timers';
import { createAedes } from './aedes.ts';
import { makeTestCertificates, type TestCertificates } from './certificates.ts';
import { boundFirstPacket } from './first-packet.ts';
import { LISTENER_KINDS, type ListenAddress, type Listener, openListener } from './listener.ts';
import { type BrokerNotice, logBrokerEvents } from './log-events.ts';
import {
  type BrokerMessage,
  type BrokerPublish,
  listenToMessages,
  publishAt,
  retainedMessages,
  tellMessages,
} from './messages.ts';
import { OutgoingQueues } from './outgoing-store.ts';
import { type BrokerSession, KeptSessions } from './sessions.ts';
import { takeUtf8Only } from './utf8-only.ts';

/** Where a client without a socket is, for the log. */
const IN_PROCESS = 'this process';

/** The listeners that are wanted; each kind at most once. */
export interface BrokerOptions {
  /** MQTT over TCP. */
  readonly tcp?: ListenAddress;
  /** MQTT over TLS. */
  readonly tls?: ListenAddress;
  /** MQTT over WebSocket, at any path. */
  readonly ws?: ListenAddress;
  /** MQTT over WebSocket over TLS. */
  readonly wss?: ListenAddress;
  /**
   * Origins of web pages that may connect over WebSocket, such as `https://example.org`, or `null` for pages that are
   * opened from a file. Pages of this machine always may. Default: none.
   */
  readonly allowedOrigins?: readonly string[];
  /** Is told what happens at the broker. */
  readonly onNotice?: BrokerNotice;
  /** Is told each message that a client has published. */
  readonly onMessage?: (message: BrokerMessage) => void;
  /**
   * Stands between each client and the broker, on what carries MQTT; `accept` lets another client in. Default: nothing
   * does
   */
  readonly wrapClient?: ((client: Duplex, accept: (other: Duplex) => void) => Duplex) | undefined;
}

/** A client that is connected to the broker. */
export interface BrokerClient {
  /** Its client identifier. */
  readonly id: string;
  /** Where it comes from, as `HOST:PORT`; undefined where that is not known. */
  readonly address: string | undefined;
  /** Whether its session ends with the connection. */
  readonly cleanSession: boolean;
  /** What it has subscribed to. */
  readonly subscriptions: readonly { readonly filter: string; readonly qos: number }[];
}

/** A running broker and where it is. */
export interface Broker {
  /** In the order tcp, tls, ws, wss. */
  readonly listeners: readonly Listener[];
  /** What its TLS listeners show and trust; undefined without one. */
  readonly certificates: TestCertificates | undefined;
  /** Those that are connected now, in the order in which they came. */
  readonly clients: readonly BrokerClient[];
  /** The sessions that it keeps of clients that are not connected, the one that went first before the others. */
  sessions(): Promise<readonly BrokerSession[]>;
  /** The messages that it keeps for later subscribers. */
  retained(): Promise<readonly BrokerMessage[]>;
  /** Is told each message from now on, also those of `publish`. @returns ends that */
  listen(listener: (message: BrokerMessage) => void): () => void;
  /** Publishes a message to all who subscribed to its topic. */
  publish(message: BrokerPublish): Promise<void>;
  /** Takes a client of this process, without a socket. @param stream the broker's end; MQTT over it, as over TCP */
  attach(stream: Duplex): void;
  /** Cuts off the clients and frees the ports; harmless when repeated. */
  close(): Promise<void>;
}

/**
 * Starts an MQTT 3.1.1 broker in this process that lets in any user. Sessions and retained messages live in
 * memory, as long as the broker. For TLS it makes itself a CA and certificates.
 * @param timers by which connections that do not get as far as CONNECT are closed
 * @throws BrokerError when it cannot listen where it should, UsageError for an origin that is none
 */
export async function startBroker(options: BrokerOptions, timers: Timers = systemTimers): Promise<Broker> {
  const { onNotice = () => {}, wrapClient = (client: Duplex) => client } = options;
  const allowedOrigins = parseOrigins(options.allowedOrigins);
  const peers = new WeakMap<object, string>();
  /** Of clients that have not sent CONNECT yet: what is to be called when they do. */
  const newcomers = new WeakMap<object, () => void>();
  const queues = new OutgoingQueues();
  // Before listening, so that the first client finds somebody.
  const aedes = await createAedes(
    {},
    {
      connecting: ({ conn }) => newcomers.get(conn)?.(),
      refused: (client, filter) => onNotice('warn', message('broker.shareRefused', { client, filter })),
      takenOver: (client, { conn }) =>
        onNotice('info', message('broker.takenOver', { client, address: peers.get(conn) })),
    },
    queues,
  );
  const kept = new KeptSessions(aedes, (id) => queues.waitingFor(id));
  logBrokerEvents(aedes, (conn) => peers.get(conn), onNotice);
  if (options.onMessage !== undefined) tellMessages(aedes, options.onMessage);
  aedes.addListener('error', (error: Error) =>
    onNotice('warn', message('broker.failed', { why: reasonOf(error) })),
  );
  const certificates = needsCertificates(options)
    ? await makeTestCertificates(serverNames(options))
    : undefined;
  const listeners: Listener[] = [];
  const accept = (stream: Duplex, peer: string, connecting = (): void => {}): void => {
    const handle = (client: Duplex): void => {
      peers.set(client, peer);
      newcomers.set(client, connecting);
      const handled = aedes.handle(readingAll(client));
      boundFirstPacket(handled);
      takeUtf8Only(handled);
    };
    handle(wrapClient(stream, handle));
  };

  const close = async (): Promise<void> => {
    const unbound = listeners.map((listener) => listener.close());
    const ended = new Promise<void>((resolve) => aedes.close(resolve));
    await Promise.all([...unbound, ended]);
  };
  try {
    for (const kind of LISTENER_KINDS) {
      const address = options[kind];
      if (address === undefined) continue;
      const listener = await openListener(kind, address, {
        notice: onNotice,
        allowedOrigins,
        certificates,
        accept,
        timers,
      });
      listeners.push(listener);
    }
  } catch (error) {
    await close();
    throw error;
  }
  let closed: Promise<void> | undefined;
  return {
    listeners,
    certificates,
    get clients() {
      return clientsOf(aedes, (conn) => peers.get(conn));
    },
    sessions: () => kept.list(),
    retained: () => retainedMessages(aedes),
    listen: (listener) => listenToMessages(aedes, listener),
    publish: (message) => publishAt(aedes, message),
    attach: (stream) => accept(stream, IN_PROCESS),
    close() {
      closed ??= close();
      return closed;
    },
  };
}

/** Aedes declares neither its clients nor what they have subscribed to. */
function clientsOf(aedes: Aedes, peerOf: (conn: Client['conn']) => string | undefined): BrokerClient[] {
  const { clients } = aedes as unknown as { clients: Readonly<Record<string, SubscribedClient>> };
  return Object.values(clients).map(({ id, clean, conn, subscriptions }) => ({
    id,
    address: peerOf(conn),
    cleanSession: clean,
    subscriptions: Object.entries(subscriptions).map(([filter, { qos }]) => ({ filter, qos })),
  }));
}

type SubscribedClient = Client & {
  readonly subscriptions: Readonly<Record<string, { readonly qos: number }>>;
};

/** Aedes takes one read for all that has come, but since Node 26 it is one chunk only (nodejs/node#60441). */
function readingAll(stream: Duplex): Duplex {
  const read: (size?: number) => Buffer | null = stream.read.bind(stream);
  stream.read = (size?: number | null) => {
    // Streams ask themselves with a size.
    if (typeof size === 'number') return read(size);
    const chunks: Buffer[] = [];
    for (let chunk = read(); chunk !== null; chunk = read()) chunks.push(chunk);
    return chunks.length > 1 ? Buffer.concat(chunks) : (chunks[0] ?? null);
  };
  return stream;
}

function needsCertificates({ tls, wss }: BrokerOptions): boolean {
  return tls !== undefined || wss !== undefined;
}

/** What the server certificate speaks for: this machine's loopback, and where it listens. */
function serverNames({ tls, wss }: BrokerOptions): string[] {
  const hosts = [tls?.host, wss?.host].filter((host) => host !== undefined);
  return [...new Set(['localhost', LOOPBACK, '::1', ...hosts])];
}
