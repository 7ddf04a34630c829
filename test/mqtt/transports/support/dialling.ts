import { TransportError } from '#mqtt/transport-error';
import { dialTls, type TlsTarget } from '#mqtt/transports/tls/tls';
import { dialWebSocketSecure } from '#mqtt/transports/websocket/web-socket';
import { systemTimers } from '#time/timers';
import type { ServerOptions } from '../../../support/tls-servers.ts';
import { dialled } from './events.ts';

/** The two dials that share their TLS. */
export const secureKinds: readonly SecureKind[] = [
  { name: 'TLS', over: {} },
  { name: 'WebSocket over TLS', over: { webSocket: {} } },
];

export interface SecureKind {
  name: string;
  /** What the server is given besides TLS. */
  over: Pick<ServerOptions, 'webSocket'>;
}

/** A target that verifies nothing, to be refined. */
export function tlsTarget(port: number, more: Partial<TlsTarget> = {}): TlsTarget {
  return { host: '127.0.0.1', port, alpn: [], stepTimeoutMs: 10_000, timers: systemTimers, ...more };
}

/**
 * Dials, sends a byte once open, and waits until the server has answered it or the transport has closed.
 * @returns undefined when the server answered, or why not
 */
export async function attempt(kind: SecureKind, target: TlsTarget): Promise<TransportError | undefined> {
  const dial = kind.over.webSocket ? dialWebSocketSecure({ ...target, path: '/mqtt' }) : dialTls(target);
  const { transport, events } = dialled(dial);
  if ((await events.outcome()) === 'open') {
    transport.write(Buffer.from('?'));
    await Promise.race([events.bytes(1), events.until('closed')]);
  }
  transport.destroy();
  if (events.received.length > 0) return undefined;
  if (events.error instanceof TransportError) return events.error;
  throw new Error('the transport closed without a reason', { cause: events.error });
}
