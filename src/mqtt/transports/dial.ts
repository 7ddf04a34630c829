import type { Route } from '../route.ts';
import type { Dial } from '../transport.ts';
import { dialTcp, type TcpWay } from './tcp.ts';
import { dialTls } from './tls/tls.ts';
import { dialWebSocket, dialWebSocketSecure } from './websocket/web-socket.ts';

/** A route, and how its TCP connection comes about where that is not as usual. */
export interface DetouredRoute extends Route, TcpWay {}

/** What a route that was detoured on the way here says of its TCP connection. */
export function tcpWayOf(route: Route): TcpWay {
  const { address, through }: DetouredRoute = route;
  return { address, through };
}

/** The transport that a route asks for. */
export function dialRoute(route: Route): Dial {
  const { host, port, observe, path, tls } = route;
  const tcp = { host, port, observe, ...tcpWayOf(route) };
  if (tls === undefined) return path === undefined ? dialTcp(tcp) : dialWebSocket({ ...tcp, path });
  return path === undefined ? dialTls({ ...tcp, ...tls }) : dialWebSocketSecure({ ...tcp, ...tls, path });
}
