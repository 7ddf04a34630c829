import type { Dial } from '../../transport.ts';
import { dialSteps } from '../stepped.ts';
import { explainSocketEnd } from '../stream.ts';
import { connectTcp, type TcpTarget } from '../tcp.ts';
import { connectTls, type TlsTarget } from '../tls/tls.ts';

/** Where at a server MQTT is spoken over WebSocket. */
export interface WebSocketPath {
  /** With or without its leading `/`; may have a query. Bytes, or text that is sent as UTF-8. */
  path: string | Uint8Array;
  /** Of one MQTT packet; see `Route`. */
  maxInboundBytes?: number | undefined;
}

/** Where a broker listens with WebSocket. */
export interface WebSocketTarget extends TcpTarget, WebSocketPath {}

/** Where a broker listens with WebSocket over TLS. */
export interface WebSocketSecureTarget extends TlsTarget, WebSocketPath {}

/** Loaded with the first WebSocket: most modules never need it. */
async function loadWebSocket() {
  const [{ upgrade }, { WebSocketTransport }] = await Promise.all([
    import('./upgrade.ts'),
    import('./web-socket-transport.ts'),
  ]);
  return { upgrade, WebSocketTransport };
}

const HTTP_PORT = 80;
const HTTPS_PORT = 443;

/** MQTT over WebSocket over TCP. What fails arrives as `closed` with a TransportError. */
export function dialWebSocket(target: WebSocketTarget): Dial {
  return dialSteps(target, async (opening) => {
    const [socket, { upgrade, WebSocketTransport }] = await Promise.all([
      connectTcp(target, opening),
      loadWebSocket(),
    ]);
    const below = { socket, explain: explainSocketEnd };
    const webSocket = await upgrade(below, target, HTTP_PORT, opening);
    return (events) => new WebSocketTransport(webSocket, below, events);
  });
}

/** MQTT over WebSocket over TLS; SNI, ALPN and verification are those of `dialTls`. */
export function dialWebSocketSecure(target: WebSocketSecureTarget): Dial {
  return dialSteps(target, async (opening) => {
    const [below, { upgrade, WebSocketTransport }] = await Promise.all([
      connectTls(target, opening),
      loadWebSocket(),
    ]);
    const webSocket = await upgrade(below, target, HTTPS_PORT, opening);
    return (events) => new WebSocketTransport(webSocket, below, events);
  });
}
