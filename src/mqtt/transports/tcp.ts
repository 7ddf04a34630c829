import { connect } from 'node:net';
import type { Dial } from '../transport.ts';
import { StreamTransport } from './stream.ts';

/** Where a broker listens. */
export interface TcpTarget {
  /** A name, an IPv4 address, or an IPv6 address with or without brackets. */
  host: string;
  port: number;
}

/** MQTT over plain TCP. Small packets leave at once (no Nagle delay); the time to connect is the caller's. */
export function dialTcp({ host, port }: TcpTarget): Dial {
  const address = withoutBrackets(host);
  return (events) => new StreamTransport(connect({ host: address, port, noDelay: true }), 'connect', events);
}

/** An IPv6 literal as sockets want it: `[::1]` becomes `::1`. */
export function withoutBrackets(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}
