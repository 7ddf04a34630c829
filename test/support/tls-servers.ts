import { once } from 'node:events';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer, type SecureVersion, type TlsOptions } from 'node:tls';
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws';
import type { Identity } from './certificates.ts';

export interface TlsServerOptions {
  identity: Pick<Identity, 'chain' | 'key'>;
  /** Ask for a client certificate of this authority, and refuse those who have none. */
  clientCa?: string;
  alpn?: string[];
  /** The only version spoken. */
  version?: SecureVersion;
  ciphers?: string;
}

export interface WebSocketServerOptions {
  /** Where the upgrade is taken; anything else is 404. */
  path?: string;
  /** What the server agrees to; `mqtt` unless given, false for none. */
  subprotocol?: string | false;
}

export interface ServerOptions {
  tls?: TlsServerOptions;
  webSocket?: WebSocketServerOptions;
  /** `127.0.0.1` unless given. */
  host?: string;
  /** Called with each client that has got through. */
  peer?(peer: Peer): void;
}

/** A client as its server sees it. */
export interface Peer {
  /** The bytes above TLS and WebSocket. */
  readonly stream: Duplex;
  readonly webSocket: WebSocket | undefined;
  /** The TCP connection below. */
  readonly tcp: Socket;
  /** The path that was asked for, over WebSocket. */
  readonly path: string | undefined;
  /** The header Host, over WebSocket. */
  readonly host: string | undefined;
}

/** A server on loopback. */
export interface TestServer {
  readonly port: number;
  /** The ClientHello of each TLS client, in order. */
  readonly hellos: readonly ClientHello[];
  /** TCP connections that are open now. */
  readonly connections: number;
  /** The next client that gets through, or the latest that nobody has waited for. */
  next(): Promise<Peer>;
  /** Waits until no TCP connection is open. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

/** What a client says first (RFC 8446, 4.1.2), from the bytes it sent. */
export interface ClientHello {
  readonly extensions: ReadonlyMap<number, Buffer>;
}

export const SERVER_NAME = 0;
export const ALPN = 16;

/** Starts a server for MQTT's bytes: over TCP, TLS, WebSocket, or WebSocket over TLS. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const hellos: ClientHello[] = [];
  const sockets = new Set<Socket>();
  const peers: Peer[] = [];
  const takers: ((peer: Peer) => void)[] = [];
  let emptied: (() => void)[] = [];

  const greet = (peer: Peer) => {
    peer.stream.on('error', () => {});
    options.peer?.(peer);
    const taker = takers.shift();
    if (taker) taker(peer);
    else peers.push(peer);
  };
  const inner = innerServer(options, greet);
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => {
      sockets.delete(socket);
      if (sockets.size > 0) return;
      for (const resolve of emptied) resolve();
      emptied = [];
    });
    if (options.tls === undefined) inner.emit('connection', socket);
    else recordHello(socket, hellos, () => inner.emit('connection', socket));
  });
  server.listen(0, options.host ?? '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    hellos,
    get connections() {
      return sockets.size;
    },
    next() {
      const peer = peers.shift();
      return peer ? Promise.resolve(peer) : new Promise((resolve) => takers.push(resolve));
    },
    empty: () => (sockets.size === 0 ? Promise.resolve() : new Promise((resolve) => emptied.push(resolve))),
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The server that takes over each TCP connection. */
function innerServer(options: ServerOptions, greet: (peer: Peer) => void): Server {
  const { webSocket } = options;
  const stream = (socket: Duplex) => greet({ ...NO_WEB_SOCKET, stream: socket, tcp: tcpOf(socket) });
  if (options.tls) {
    const http = webSocket && httpServer(webSocket, greet);
    const server = createTlsServer(tlsOptions(options.tls), (socket) => {
      socket.on('error', () => {});
      if (http) http.emit('connection', socket);
      else stream(socket);
    });
    return server.on('tlsClientError', () => {});
  }
  return webSocket ? httpServer(webSocket, greet) : createServer(stream);
}

const NO_WEB_SOCKET = { webSocket: undefined, path: undefined, host: undefined };

function tlsOptions({ identity, clientCa, alpn, version, ciphers }: TlsServerOptions): TlsOptions {
  return {
    cert: identity.chain,
    key: identity.key,
    ...(clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true }),
    ...(alpn === undefined ? {} : { ALPNProtocols: alpn }),
    ...(version === undefined ? {} : { minVersion: version, maxVersion: version }),
    ...(ciphers === undefined ? {} : { ciphers }),
  };
}

function httpServer(options: WebSocketServerOptions, greet: (peer: Peer) => void): HttpServer {
  const { path = '/mqtt', subprotocol = 'mqtt' } = options;
  const webSockets = new WebSocketServer({ noServer: true, handleProtocols: () => subprotocol });
  const server = createHttpServer((_, response) => response.writeHead(404).end());
  server.on('upgrade', (request, socket: Duplex, head) => {
    if (request.url !== path) {
      socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const { url, headers } = request;
      greet({
        stream: createWebSocketStream(webSocket),
        webSocket,
        tcp: tcpOf(socket),
        path: url,
        host: headers.host,
      });
    });
  });
  return server;
}

/** The TCP socket below a TLS socket, which Node knows as its parent, or the socket itself. */
function tcpOf(socket: Duplex): Socket {
  return (socket as Socket & { _parent?: Socket })._parent ?? (socket as Socket);
}

/** Reads the first TLS record, notes what it says, and puts it back. */
function recordHello(socket: Socket, hellos: ClientHello[], go: () => void): void {
  let bytes = Buffer.alloc(0);
  socket.on('readable', function read(): void {
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) return;
    bytes = Buffer.concat([bytes, chunk]);
    if (bytes.length < 5 || bytes.length < 5 + bytes.readUInt16BE(3)) return;
    socket.off('readable', read);
    hellos.push(parseHello(bytes.subarray(5)));
    socket.unshift(bytes);
    go();
  });
}

function parseHello(record: Buffer): ClientHello {
  if (record[0] !== 1) throw new Error('the first TLS message is no ClientHello');
  let at = 4 + 2 + 32;
  at += 1 + record.readUInt8(at); // session id
  at += 2 + record.readUInt16BE(at); // cipher suites
  at += 1 + record.readUInt8(at); // compression methods
  const end = at + 2 + record.readUInt16BE(at);
  at += 2;
  const extensions = new Map<number, Buffer>();
  while (at < end) {
    const length = record.readUInt16BE(at + 2);
    extensions.set(record.readUInt16BE(at), Buffer.from(record.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return { extensions };
}
