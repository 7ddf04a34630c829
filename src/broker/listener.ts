import { createServer as createHttpServer, type Server as HttpServer, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws';
import { reasonOf } from '#errors/atmqtt-error';
import { defect } from '#errors/defect-error';
import { message, textOf } from '#messages/message';
import { HandshakeLimit } from '#net/handshake-limit';
import { formatHostPort, isLoopback, LOOPBACK, peerOf } from '#net/host-port';
import { closerOf, startListening } from '#net/listen';
import { foreignOrigin } from '#net/web-origin';
import { answerPings } from '#net/web-socket-pings';
import type { Timers } from '#time/timers';
import { bindError, isBrokerError } from './broker-error.ts';
import type { TestCertificates } from './certificates.ts';
import { whyNoHandshake } from './handshake.ts';
import type { BrokerNotice } from './log-events.ts';

/** How clients reach a listener. */
export const LISTENER_KINDS = ['tcp', 'tls', 'ws', 'wss'] as const;
/** MQTT over TCP, over TLS, over WebSocket, over secure WebSocket. */
export type ListenerKind = (typeof LISTENER_KINDS)[number];

const URL_SCHEMES: Readonly<Record<ListenerKind, string>> = {
  tcp: 'mqtt',
  tls: 'mqtts',
  ws: 'ws',
  wss: 'wss',
};
/** The subprotocol of MQTT over WebSocket [MQTT-6.0.0-4]. */
const SUBPROTOCOL = 'mqtt';
/** Of one WebSocket message before CONNECT, which has 320 KiB at most. */
const MAX_FIRST_MESSAGE_BYTES = 1_048_576;
/** The largest packet of MQTT 3.1.1 (2.2.3). */
const MAX_PACKET_BYTES = 268_435_460;

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
  /** How clients reach it. */
  readonly kind: ListenerKind;
  /** As clients take it, such as `mqtt://127.0.0.1:1883`. */
  readonly url: string;
  /** The address it is bound to. */
  readonly host: string;
  /** The port it is bound to: a free one where 0 was asked for. */
  readonly port: number;
  /** Cuts off its clients and frees the port. */
  close(): Promise<void>;
}

interface ListenerParts {
  /** A client has come. @param peer its address @param connecting to be called when it sends CONNECT */
  accept(stream: Duplex, peer: string, connecting: () => void): void;
  readonly timers: Timers;
  readonly notice: BrokerNotice;
  /** Of web pages that may connect besides those of this machine. */
  readonly allowedOrigins: readonly string[];
  /** Needed by `tls` and `wss`. */
  readonly certificates: TestCertificates | undefined;
}

/** Starts listening. @throws BrokerError when it cannot listen there */
export async function openListener(
  kind: ListenerKind,
  address: ListenAddress,
  parts: ListenerParts,
): Promise<Listener> {
  const limit = new HandshakeLimit(parts.timers, (count, seconds) =>
    parts.notice('info', message('broker.silentClosed', { kind, count, seconds })),
  );
  const server = makeServer(kind, parts, limit);
  server.on('connection', (connection) => limit.begin(connection));
  const closeServer = closerOf(server);
  const close = (): Promise<void> => {
    limit.stop();
    return closeServer();
  };
  const { host = LOOPBACK, port, fallbackToFreePort = false } = address;
  const bound = await bind(server, host, port).catch(async (error: unknown) => {
    if (!fallbackToFreePort || !isBrokerError(error) || error.code !== 'TAKEN') throw error;
    const free = await bind(server, host, 0);
    parts.notice('warn', message('broker.otherPort', { taken: port, used: free.port }));
    return free;
  });
  const here = formatHostPort({ host: bound.address, port: bound.port });
  server.on('error', (error: Error) =>
    parts.notice('warn', message('broker.failed', { why: reasonOf(error) })),
  );
  if (!isLoopback(bound.address)) parts.notice('warn', message('broker.openToOthers', { address: here }));
  return {
    kind,
    url: `${URL_SCHEMES[kind]}://${here}`,
    host: bound.address,
    port: bound.port,
    close,
  };
}

function makeServer(kind: ListenerKind, parts: ListenerParts, limit: HandshakeLimit): Server {
  const { notice } = parts;
  const accept = (socket: Socket): void => {
    const peer = peerOf(socket);
    parts.accept(socket, peer, () => limit.done(peer));
  };
  const refused = (error: Error): void =>
    notice('info', message('broker.handshakeFailed', { why: whyNoHandshake(error) }));
  switch (kind) {
    case 'tcp':
      return createServer({ noDelay: true }, accept);
    case 'tls': {
      const server = createTlsServer(tlsOptions(parts), accept);
      server.on('tlsClientError', refused);
      return server;
    }
    case 'ws':
      return overHttp(createHttpServer(), parts, limit);
    case 'wss': {
      const server = createHttpsServer(tlsOptions(parts));
      server.on('tlsClientError', refused);
      return overHttp(server, parts, limit);
    }
  }
}

/** A client certificate is taken when there is one, and checked by nobody, so that every scheme can be tried. */
function tlsOptions({ certificates }: ListenerParts): TlsOptions & { noDelay: boolean } {
  if (certificates === undefined) throw defect(message('errors.noCertificates'));
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

/** MQTT over WebSocket at any path; foreign pages, and whoever does not offer the subprotocol, are refused. */
function overHttp(
  server: HttpServer,
  { accept, notice, allowedOrigins }: ListenerParts,
  limit: HandshakeLimit,
): HttpServer {
  const sockets = new WebSocketServer({
    server,
    autoPong: false,
    maxPayload: MAX_FIRST_MESSAGE_BYTES,
    verifyClient({ req }: { req: IncomingMessage }, answer: (accepted: boolean, status?: number) => void) {
      const foreign = foreignOrigin(req.headers.origin, allowedOrigins);
      if (foreign === undefined) return answer(true);
      notice('warn', message('broker.refused', { address: peerOf(req.socket), why: foreign }));
      answer(false, 403);
    },
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  sockets.on('connection', (webSocket, request) => {
    // Also while it is being refused: a frame that breaks the protocol would end the program. Whoever is accepted hears of it by the stream.
    webSocket.on('error', () => {});
    if (webSocket.protocol !== SUBPROTOCOL)
      return webSocket.close(1002, textOf(message('broker.wrongSubprotocol', { subprotocol: SUBPROTOCOL })));
    answerPings(webSocket);
    const peer = peerOf(request.socket);
    accept(createWebSocketStream(webSocket), peer, () => {
      allowLargeMessages(webSocket);
      limit.done(peer);
    });
  });
  // A failure to listen is reported by whoever binds the server.
  sockets.on('error', () => {});
  return server;
}

/** Of a client that has sent CONNECT: ws has no way to say so later. */
function allowLargeMessages(webSocket: WebSocket): void {
  const { _receiver: receiver } = webSocket as unknown as { _receiver: { _maxPayload: number } };
  receiver._maxPayload = MAX_PACKET_BYTES;
}

async function bind(server: Server, host: string, port: number): Promise<AddressInfo> {
  await startListening(server, () => server.listen({ host, port })).catch((error: unknown) => {
    throw bindError(error, formatHostPort({ host, port }));
  });
  return server.address() as AddressInfo;
}
