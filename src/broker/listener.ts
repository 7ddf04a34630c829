import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, isIPv6, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { createWebSocketStream, WebSocketServer } from 'ws';
import { bindError, isBrokerError } from './broker-error.ts';
import type { TestCertificates } from './certificates.ts';
import type { BrokerNotice } from './narrate.ts';

/** How clients reach a listener. */
export const LISTENER_KINDS = ['tcp', 'tls', 'ws', 'wss'] as const;
export type ListenerKind = (typeof LISTENER_KINDS)[number];

const URL_SCHEMES: Readonly<Record<ListenerKind, string>> = {
  tcp: 'mqtt',
  tls: 'mqtts',
  ws: 'ws',
  wss: 'wss',
};
const LOOPBACK = '127.0.0.1';
/** The subprotocol of MQTT over WebSocket [MQTT-6.0.0-4]. */
const SUBPROTOCOL = 'mqtt';

/** Where to listen. */
export interface ListenAddress {
  /** Loopback unless told otherwise. */
  readonly host?: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** When the port is taken, take a free one and say so; meant for a port that nobody asked for. */
  readonly fallbackToFreePort?: boolean;
}

/** An open listener. */
export interface Listener {
  readonly kind: ListenerKind;
  /** As clients take it, such as `mqtt://127.0.0.1:1883`. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

interface ListenerParts {
  /** A client has come. @param peer its address */
  accept(stream: Duplex, peer: string): void;
  readonly notice: BrokerNotice;
  /** Needed by `tls` and `wss`. */
  readonly certificates: TestCertificates | undefined;
}

/** Starts listening. @throws BrokerError when it cannot listen there */
export async function openListener(
  kind: ListenerKind,
  address: ListenAddress,
  parts: ListenerParts,
): Promise<Listener> {
  const server = makeServer(kind, parts);
  const sockets = new Set<Socket>();
  // All that are open, also in the middle of a handshake or before CONNECT.
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const { host = LOOPBACK, port, fallbackToFreePort = false } = address;
  const bound = await bind(server, host, port).catch(async (error: unknown) => {
    if (!fallbackToFreePort || !isBrokerError(error) || error.code !== 'TAKEN') throw error;
    const free = await bind(server, host, 0);
    parts.notice('warn', `port ${port} is taken by another program, so the broker uses ${free.port} instead`);
    return free;
  });
  const here = showAddress(bound.address, bound.port);
  server.on('error', (error: Error) => parts.notice('warn', `the broker had a failure: ${error.message}`));
  if (!isLoopback(bound.address)) {
    parts.notice('warn', `the broker at ${here} can be reached from other machines and lets in anybody`);
  }
  return {
    kind,
    url: `${URL_SCHEMES[kind]}://${here}`,
    host: bound.address,
    port: bound.port,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      return closed;
    },
  };
}

function makeServer(kind: ListenerKind, parts: ListenerParts): Server {
  const { accept, notice } = parts;
  const refused = (error: Error): void => notice('info', `a client’s TLS handshake failed: ${error.message}`);
  switch (kind) {
    case 'tcp':
      return createServer({ noDelay: true }, (socket) => accept(socket, peerOf(socket)));
    case 'tls': {
      const server = createTlsServer(tlsOptions(parts), (socket) => accept(socket, peerOf(socket)));
      server.on('tlsClientError', refused);
      return server;
    }
    case 'ws':
      return overHttp(createHttpServer(), accept);
    case 'wss': {
      const server = createHttpsServer(tlsOptions(parts));
      server.on('tlsClientError', refused);
      return overHttp(server, accept);
    }
  }
}

/** A client certificate is taken when there is one, and checked by nobody, so that every scheme can be tried. */
function tlsOptions({ certificates }: ListenerParts): TlsOptions & { noDelay: boolean } {
  if (certificates === undefined) throw new Error('A listener over TLS needs certificates.');
  const { server } = certificates;
  return {
    // None to check against: a client certificate whose issuer only has the name of a CA ends the connection.
    ca: [],
    cert: server.cert,
    key: server.key,
    requestCert: true,
    rejectUnauthorized: false,
    ALPNCallback: ({ protocols }) => protocols[0],
    noDelay: true,
  };
}

/** MQTT over WebSocket at any path; whoever does not offer the subprotocol is refused. */
function overHttp(server: HttpServer, accept: ListenerParts['accept']): HttpServer {
  const sockets = new WebSocketServer({
    server,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  sockets.on('connection', (webSocket, request) => {
    if (webSocket.protocol !== SUBPROTOCOL) return webSocket.close(1002, `the subprotocol is ${SUBPROTOCOL}`);
    accept(createWebSocketStream(webSocket), peerOf(request.socket));
  });
  // A failure to listen is reported by whoever binds the server.
  sockets.on('error', () => {});
  return server;
}

function bind(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => reject(bindError(error, showAddress(host, port)));
    server.once('error', failed);
    server.listen({ host, port }, () => {
      server.off('error', failed);
      resolve(server.address() as AddressInfo);
    });
  });
}

/** Asked at once, because a socket forgets it when it is destroyed. */
function peerOf(socket: Socket): string {
  return showAddress(socket.remoteAddress ?? '?', socket.remotePort ?? 0);
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');
}

/** A host and a port as a URL has them. */
function showAddress(host: string, port: number): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}
