import { message } from '#messages/message';
import type { DialRoute } from '#module/platform';
import { failingDial } from '#mqtt/failing-dial';
import type { Route } from '#mqtt/route';
import type { Transport, TransportEvents } from '#mqtt/transport';
import { TransportError } from '#mqtt/transport-error';
import { withoutBrackets } from '#net/host-port';
import { type Cancel, systemTimers, type Timers } from '#time/timers';

/** So many queued bytes are enough. */
const FULL_BYTES = 65_536;
/** A browser does not tell when its queue is empty. */
const DRAIN_POLL_MS = 20;
/** Ends in order (RFC 6455, 7.4.1), and an end without a word. */
const NORMAL = new Set([1000, 1001, 1005]);
/** No closing handshake: the connection broke. */
const ABNORMAL = 1006;

/** What is used of a browser's WebSocket. */
export interface PageSocket {
  /** `arraybuffer` is set. */
  binaryType: string;
  /** Bytes that were sent and have not left. */
  readonly bufferedAmount: number;
  /** It is open. */
  onopen: ((event: never) => void) | null;
  /** A message has come: text, or an ArrayBuffer. */
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  /** It is closed, or could not be opened. */
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
  /** Sends a binary message, of which it takes a copy. */
  send(bytes: Uint8Array<ArrayBuffer>): void;
  /** Sends what is queued, then closes. */
  close(): void;
}

/** Opens a WebSocket. @throws what the browser refuses at once, as `ws:` in a page that came over TLS */
export type OpenSocket = (url: string, subprotocol: string) => PageSocket;

/** The browser's own. */
const openPageSocket: OpenSocket = (url, subprotocol) => {
  const { WebSocket } = globalThis as unknown as {
    readonly WebSocket: new (url: string, subprotocol: string) => PageSocket;
  };
  return new WebSocket(url, subprotocol);
};

/**
 * MQTT over the WebSocket of a browser, which does TLS by itself: with its own authorities, always verified. What a page cannot
 * do arrives as `closed` with TransportError `INVALID`: TCP without WebSocket, a client certificate, ALPN, another SNI than the host.
 */
export function dialWebSockets(timers: Timers = systemTimers, open: OpenSocket = openPageSocket): DialRoute {
  return (route) => {
    const refused = whatIsImpossible(route);
    return refused === undefined
      ? (events) => new PageSocketTransport(route, events, timers, open)
      : failingDial(() => refused);
  };
}

function whatIsImpossible({ host, path, tls }: Route): TransportError | undefined {
  if (path === undefined)
    return new TransportError('INVALID', 'tcp', message('browser.noTcp', { tls: tls !== undefined }));
  if (tls === undefined) return undefined;
  if (tls.cert !== undefined)
    return new TransportError('INVALID', 'tls', message('browser.noClientCertificate'));
  if (tls.alpn.length > 0) return new TransportError('INVALID', 'tls', message('browser.noAlpn'));
  const { serverName } = tls;
  return serverName === undefined || serverName === withoutBrackets(host)
    ? undefined
    : new TransportError('INVALID', 'tls', message('browser.noServerName', { serverName, host }));
}

/** `ws://host:port/path`; of a path each byte that a URL cannot have is escaped. */
function urlOf({ host, port, path = '', tls }: Route): string {
  const bytes = typeof path === 'string' ? Buffer.from(path) : path;
  const escaped = Array.from(bytes, (byte) =>
    byte > 0x20 && byte < 0x7f && byte !== 0x23
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).padStart(2, '0')}`,
  ).join('');
  const bare = withoutBrackets(host);
  const shown = bare.includes(':') ? `[${bare}]` : bare;
  return `${tls === undefined ? 'ws' : 'wss'}://${shown}:${port}${escaped.startsWith('/') ? '' : '/'}${escaped}`;
}

class PageSocketTransport implements Transport {
  readonly #route: Route;
  readonly #events: TransportEvents;
  readonly #timers: Timers;
  #socket: PageSocket | undefined;
  #opened = false;
  #silent = false;
  /** What came while the client has paused, which a browser cannot hold back; undefined while it has not. */
  #held: Uint8Array[] | undefined;
  #error: TransportError | undefined;
  #cancelDrain: Cancel | undefined;

  constructor(route: Route, events: TransportEvents, timers: Timers, open: OpenSocket) {
    this.#route = route;
    this.#events = events;
    this.#timers = timers;
    try {
      this.#socket = open(urlOf(route), 'mqtt');
    } catch (error) {
      const why = message('errors.foreign', { text: (error as Error).message });
      this.#error = new TransportError('INVALID', 'websocket', message('browser.refusedAtOnce', { why }), {
        cause: error,
      });
      queueMicrotask(() => this.#closed(ABNORMAL, ''));
      return;
    }
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.onopen = () => this.#open();
    this.#socket.onmessage = ({ data }) => this.#received(data);
    this.#socket.onclose = ({ code, reason }) => this.#closed(code, reason);
  }

  get queued(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  write(bytes: Uint8Array): boolean {
    if (!this.#opened) return true;
    // Its type would also be that of memory that is shared, which a browser does not take.
    this.#socket?.send(bytes as Uint8Array<ArrayBuffer>);
    if (this.queued < FULL_BYTES) return true;
    this.#cancelDrain ??= this.#timers.after(DRAIN_POLL_MS, () => this.#drain());
    return false;
  }

  pause(): void {
    this.#held ??= [];
  }

  resume(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const bytes of held) this.#deliver(bytes);
  }

  end(sent?: () => void): void {
    // What is queued goes out before the closing handshake.
    this.#socket?.close();
    if (sent !== undefined) queueMicrotask(sent);
  }

  destroy(): void {
    this.#silent = true;
    this.#cancelDrain?.();
    this.#socket?.close();
  }

  #open(): void {
    if (this.#silent) return;
    this.#opened = true;
    this.#route.observe?.({ step: 'websocket', found: 'answer', status: 101, subprotocol: 'mqtt' });
    this.#events.open();
  }

  #received(data: unknown): void {
    if (typeof data !== 'string') return this.#deliver(new Uint8Array(data as ArrayBuffer));
    this.#error ??= new TransportError('TEXT_FRAME', 'websocket', message('transport.textFrame'));
    this.#socket?.close();
  }

  #deliver(bytes: Uint8Array): void {
    if (this.#silent || this.#error !== undefined) return;
    if (this.#held === undefined)
      this.#events.data(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    else this.#held.push(bytes);
  }

  #drain(): void {
    this.#cancelDrain = undefined;
    if (this.#silent) return;
    if (this.queued < FULL_BYTES) this.#events.drain();
    else this.#cancelDrain = this.#timers.after(DRAIN_POLL_MS, () => this.#drain());
  }

  #closed(code: number, words: string): void {
    this.#cancelDrain?.();
    if (this.#silent) return;
    this.#silent = true;
    this.#events.closed(this.#error ?? this.#whyClosed(code, words));
  }

  #whyClosed(code: number, words: string): TransportError | undefined {
    if (!this.#opened) {
      const reason = message('browser.notOpened', {
        url: urlOf(this.#route),
        tls: this.#route.tls !== undefined,
      });
      return new TransportError('SOCKET', 'websocket', reason);
    }
    if (NORMAL.has(code)) return undefined;
    if (code === ABNORMAL) return new TransportError('CLOSED', 'websocket', message('browser.broke'));
    return new TransportError('WEBSOCKET', 'websocket', message('transport.closedWithCode', { code, words }));
  }
}
