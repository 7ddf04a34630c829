import type { Pem } from '#net/pem';
import type { Timers } from '#time/timers';
import type { Observe } from './observe.ts';

/** The way to a broker: TCP; with `tls`, over TLS; with `path`, over WebSocket; with both, over both. */
export interface Route {
  /** A name, an IPv4 address, or an IPv6 address with or without brackets. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
  /** With or without its leading `/`; may have a query. Bytes, or text that is sent as UTF-8. */
  readonly path?: string | Uint8Array | undefined;
  /** Bytes of one MQTT packet that this side takes, by which it bounds what it keeps below MQTT. Default: MQTT's own bound */
  readonly maxInboundBytes?: number | undefined;
  /** undefined: in clear. */
  readonly tls?: TlsOptions | undefined;
  /** Is told of each step. */
  readonly observe?: Observe | undefined;
}

/** What this side shows of itself over TLS, and what it asks of the server. */
export interface TlsOptions {
  /** Sent as SNI, unless it is an address (RFC 6066, 3); undefined: none. */
  readonly serverName?: string | undefined;
  /** Application protocols in the order of preference, 1 to 255 bytes each; empty: no ALPN. */
  readonly alpn: readonly (string | Uint8Array)[];
  /** Authorities the server may be vouched for by; without it Node's own, when the server is verified. */
  readonly ca?: Pem | undefined;
  /** The client certificate, and the rest of its chain behind it. */
  readonly cert?: Pem | undefined;
  /** The private key of the client certificate. */
  readonly key?: Pem | undefined;
  /** undefined: any server will do. */
  readonly verify?: Verify | undefined;
  /** Milliseconds that each step may take: TCP, TLS, the WebSocket upgrade. */
  readonly stepTimeoutMs: number;
  /** Where the time for `stepTimeoutMs` comes from. */
  readonly timers: Timers;
}

/** What a server must prove [B-TLS-1]. */
export interface Verify {
  /** The name or address its certificate must be for; undefined: any. */
  readonly name: string | undefined;
  /** Milliseconds since 1970 UTC by the module's clock. */
  now(): number;
}
