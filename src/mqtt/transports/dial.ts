import type { Route } from '../route.ts';
import type { Dial } from '../transport.ts';
import { dialTcp } from './tcp.ts';
import { dialTls } from './tls/tls.ts';
import { dialWebSocket, dialWebSocketSecure } from './websocket/web-socket.ts';

/** The transport that a route asks for. */
export function dialRoute({ path, tls, ...tcp }: Route): Dial {
  if (tls === undefined) return path === undefined ? dialTcp(tcp) : dialWebSocket({ ...tcp, path });
  return path === undefined ? dialTls({ ...tcp, ...tls }) : dialWebSocketSecure({ ...tcp, ...tls, path });
}
