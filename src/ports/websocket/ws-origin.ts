import { isLoopback } from '../spec/address.ts';

/**
 * Whether a WebSocket comes from a web page that is not of this machine. Browsers let any page dial any address and
 * name the page (RFC 6455, 10.2); programs name none.
 */
export function isForeignOrigin(origin: string | undefined): boolean {
  if (origin === undefined) return false;
  // Also the origin "null", which any page can give itself by a sandboxed frame.
  if (!URL.canParse(origin)) return true;
  const { hostname } = new URL(origin);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return !isLoopbackHost(host);
}

function isLoopbackHost(host: string): boolean {
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  // Not a name that only begins like an address, as in 127.0.0.1.example.
  return (/^[\d.]+$/.test(host) || host.includes(':')) && isLoopback(host);
}
