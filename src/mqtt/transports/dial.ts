import type { Route } from '../route.ts';
import type { Dial } from '../transport.ts';
import { dialTcp, type TcpWay } from './tcp.ts';
import { dialTls } from './tls/tls.ts';
import { dialWebSocket, dialWebSocketSecure } from './websocket/web-socket.ts';

/** A route, and how its TCP connection comes about where that is not as usual. */
export interface DetouredRoute extends Route, TcpWay {
  /** The bytes are those of the WebSocket already, handshake and frames; only what is below it is made. */
  readonly belowWebSocket?: true;
}

/** What a route that was detoured on the way here says of its TCP connection. */
export function tcpWayOf(route: Route): TcpWay {
  const { address, addressPort, through }: DetouredRoute = route;
  return { address, addressPort, through };
}

/** The transport that a route asks for. */
export function dialRoute(route: Route): Dial {
  const { host, port, observe, tls, maxInboundBytes, belowWebSocket }: DetouredRoute = route;
  const tcp = { host, port, observe, ...tcpWayOf(route) };
  const path = belowWebSocket ? undefined : route.path;
  if (path === undefined) return tls === undefined ? dialTcp(tcp) : dialTls({ ...tcp, ...tls });
  const webSocket = { ...tcp, path, maxInboundBytes };
  return tls === undefined ? dialWebSocket(webSocket) : dialWebSocketSecure({ ...webSocket, ...tls });
}
