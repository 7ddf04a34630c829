import type { Dial } from '../transport.ts';
import type { Observe } from './observe.ts';
import { dialTcp, type TcpTarget } from './tcp.ts';
import { dialTls, type TlsTarget } from './tls.ts';
import { dialWebSocket, dialWebSocketSecure } from './web-socket.ts';

/** The way to a broker: TCP; with `tls`, over TLS; with `path`, over WebSocket; with both, over both. */
export interface Route extends TcpTarget {
  readonly path?: string | Uint8Array | undefined;
  readonly tls?: Omit<TlsTarget, 'host' | 'port' | 'observe'> | undefined;
  /** Is told of each step. */
  readonly observe?: Observe | undefined;
}

/** The transport that a route asks for. */
export function dialRoute({ path, tls, ...tcp }: Route): Dial {
  if (tls === undefined) return path === undefined ? dialTcp(tcp) : dialWebSocket({ ...tcp, path });
  return path === undefined ? dialTls({ ...tcp, ...tls }) : dialWebSocketSecure({ ...tcp, ...tls, path });
}
