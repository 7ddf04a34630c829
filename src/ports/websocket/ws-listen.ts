import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { reasonOf } from '#errors/atmqtt-error';
import { type Message, message } from '#messages/message';
import { HandshakeLimit } from '#net/handshake-limit';
import { formatHostPort, type HostPort, LOOPBACK, peerOf } from '#net/host-port';
import { foreignOrigin } from '#net/web-origin';
import { answerPings } from '#net/web-socket-pings';
import { systemTimers, type Timers } from '#time/timers';
import type { Port, PortEvents, PortKind } from '../port.ts';
import { HOST_SOCKET } from '../shared/host-socket.ts';
import { listenTcp } from '../shared/listen-tcp.ts';
import { parseAddress } from '../spec/address.ts';
import { splitForkOption } from '../spec/fork-option.ts';
import { type Malformed, malformedSpec } from '../spec/malformed.ts';
import { WsHost } from './ws-host.ts';

const USAGE = 'ws-listen:[HOST:]PORT[/PATH][,fork]';
/** Bytes in one message at most: it is kept until it is whole. */
const MAX_MESSAGE = 1 << 20;

interface Target extends HostPort {
  /** The only path that is served; undefined: all are. */
  readonly path: string | undefined;
}

/** A WebSocket server: every connection is one host, whose bytes go in binary messages. */
export const wsListenKind: PortKind = {
  name: 'ws-listen',
  usage: USAGE,
  parse(spec, rest = '') {
    const malformed = malformedSpec(spec, USAGE, 'ws-listen:8080/esp');
    const { target, fork } = splitForkOption(rest, malformed);
    const where = parseWsTarget(target, malformed);
    return { kind: 'ws', fork, open: (events) => openWsListen(spec, where, fork, events) };
  },
};

function parseWsTarget(text: string, malformed: Malformed): Target {
  const slash = text.indexOf('/');
  const path = slash < 0 ? undefined : text.slice(slash);
  if (path !== undefined && !/^\/[\w\-.~!$&'()*+;=:@%/]*$/.test(path)) {
    throw malformed(message('ports.notAUrlPath', { path }));
  }
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash), malformed, LOOPBACK);
  return { ...address, path };
}

/** Opens the port. @param timers by which connections that do not upgrade are closed */
export async function openWsListen(
  spec: string,
  target: Target,
  fork: boolean,
  events: PortEvents,
  timers: Timers = systemTimers,
): Promise<Port> {
  // Loaded when such a port is opened, for most runs have none.
  const [{ createServer }, { WebSocketServer }] = await Promise.all([import('node:http'), import('ws')]);
  // A plain request is no host; this is what the protocol has for it (RFC 9110, 15.5.22).
  const server = createServer(HOST_SOCKET, (_, response) => {
    response.writeHead(426, { Upgrade: 'websocket', Connection: 'close' }).end();
  });
  const webSockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    autoPong: false,
    maxPayload: MAX_MESSAGE,
    clientTracking: false,
  });
  const hosts = new Set<WsHost>();
  const limit = new HandshakeLimit(timers, (count, seconds) =>
    events.notice('info', message('ports.silentClosed', { spec, count, seconds })),
  );
  server.on('connection', (connection) => limit.begin(connection));
  server.on('upgrade', (request, socket, head) => {
    const peer = peerOf(request.socket);
    const name = `ws ${peer}`;
    const refusal = refuse(request, target, events.allowedOrigins);
    if (refusal !== undefined) {
      events.notice('warn', message('ports.webSocketRefused', { name, why: refusal.why }));
      return hangUp(socket, refusal.status);
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      limit.done(peer);
      answerPings(webSocket);
      const host = new WsHost(webSocket);
      hosts.add(host);
      host.on('close', () => hosts.delete(host));
      webSocket.on('error', (error) =>
        events.notice('warn', message('ports.webSocketBroken', { name, why: reasonOf(error) })),
      );
      events.host(host, name);
    });
  });
  const listening = await listenTcp(server, 'ws-listen', target, events);
  const url = `ws://${formatHostPort(listening)}${target.path ?? '/'}`;
  return {
    spec,
    info: { kind: 'ws', url, ...(fork ? { fork } : {}) },
    close() {
      limit.stop();
      for (const host of hosts) host.destroy();
      return listening.close();
    },
  };
}

function refuse(
  { url = '/', headers: { origin } }: IncomingMessage,
  { path }: Target,
  allowedOrigins: readonly string[] | undefined,
): { status: string; why: Message } | undefined {
  const foreign = foreignOrigin(origin, allowedOrigins);
  if (foreign !== undefined) return { status: '403 Forbidden', why: foreign };
  const asked = url.split('?', 1)[0];
  if (path === undefined || asked === path) return undefined;
  return { status: '404 Not Found', why: message('ports.pathRefused', { asked, path }) };
}

function hangUp(socket: Duplex | Socket, status: string): void {
  socket.on('error', () => {});
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
