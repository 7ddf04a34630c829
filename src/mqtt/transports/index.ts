export type { CertificateFacts } from './certificates.ts';
export type { Pem } from './credentials.ts';
export type { Observe, StepEvent } from './observe.ts';
export { dialTcp, type TcpTarget } from './tcp.ts';
export { dialTls, type TlsTarget, type Verify } from './tls.ts';
export { isTransportError, type Step, TransportError, type TransportErrorCode } from './transport-error.ts';
export {
  dialWebSocket,
  dialWebSocketSecure,
  type WebSocketSecureTarget,
  type WebSocketTarget,
} from './web-socket.ts';
