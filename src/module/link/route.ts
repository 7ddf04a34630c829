import type { Observe } from '#mqtt/observe';
import type { Route } from '#mqtt/route';
import { withoutBrackets } from '#net/host-port';
import { isIP } from '#net/ip';
import type { Timers } from '#time/timers';
import type { Scheme } from './schemes.ts';
import type { TlsMaterial } from './tls-material.ts';

/** Milliseconds that each step of a TLS handshake may take (the manual; [B-WAIT-1]). */
const HANDSHAKE_STEP_TIMEOUT_MS = 10_000;

/** What a way to a broker is made from, besides its scheme. What the scheme does not use is left out. */
export interface RouteParts {
  /** A name or an address, an IPv6 address with or without brackets. */
  readonly host: string;
  readonly port: number;
  /** Of the WebSocket resource. */
  readonly path: string | Uint8Array;
  /** Server name to send and to check; empty: the host. */
  readonly sni: string;
  /** Whether the certificate must be for the host where `sni` is empty. */
  readonly checksHostName: boolean;
  readonly alpn: readonly (string | Uint8Array)[];
  readonly material: TlsMaterial;
  /** Of one MQTT packet. */
  readonly maxInboundBytes: number;
  /** Milliseconds since 1970 UTC, for the dates of certificates. */
  readonly now: () => number;
  readonly timers: Timers;
  readonly observe?: Observe;
}

/** The way to a broker, by the scheme [B-USER-1], [B-TLS-1]. */
export function routeBy(scheme: Scheme, parts: RouteParts): Route {
  const { host, port, sni, checksHostName, material, now, timers, maxInboundBytes, observe } = parts;
  // A genuine module takes an empty name and leaves it out.
  const alpn = parts.alpn.filter(({ length }) => length > 0);
  const route = { host, port, path: scheme.webSocket ? parts.path : undefined, maxInboundBytes, observe };
  if (!scheme.tls) return route;
  const bare = withoutBrackets(host);
  return {
    ...route,
    tls: {
      // An address is no name to send (RFC 6066, 3).
      serverName: sni !== '' ? sni : isIP(bare) === 0 ? bare : undefined,
      alpn,
      ca: scheme.verifyServer ? material.ca : undefined,
      cert: scheme.clientCertificate ? material.cert : undefined,
      key: scheme.clientCertificate ? material.key : undefined,
      verify: scheme.verifyServer ? { name: sni || (checksHostName ? bare : undefined), now } : undefined,
      stepTimeoutMs: HANDSHAKE_STEP_TIMEOUT_MS,
      timers,
    },
  };
}
